import type { HotseatError } from '@hotseat/core'
import type { Attributes, Link, Span, SpanContext, Tracer } from '@opentelemetry/api'
import type { Api } from './api.ts'
import { attribute } from './attributes.ts'
import { failedPhase, placePhases } from './phases.ts'
import type { Reload } from './reloads.ts'

/** Something that is over: when, what is to be said of it, and what went wrong. Times are milliseconds since the epoch. */
interface Past {
  readonly begun: number
  readonly ended: number
  readonly attributes: Attributes
  readonly failures?: readonly HotseatError[]
}

/** Tells a tracer of what is over. Nothing is left open, whatever happens. */
export class Spans {
  readonly #api: Api
  readonly #tracer: () => Tracer
  /** By generation, the reload that seated it. */
  readonly #seatedBy = new Map<number, SpanContext>()

  constructor(api: Api, tracer: () => Tracer) {
    this.#api = api
    this.#tracer = tracer
  }

  /** One span for all of it, below it one for each phase of the build that came to something. */
  reload(reload: Reload): void {
    const { generation, begun, buildBegun, ended, phases, discarded, result } = reload
    const failures = result.outcome === 'failed' ? [result.error] : []
    const span = this.#begin('hotseat.reload', begun, { attributes: attributesOf(reload) })
    for (const each of discarded)
      span.addEvent('hotseat.build.discarded', { [attribute.generation]: each.generation }, each.at)
    for (const phase of placePhases(phases, buildBegun, ended)) {
      const child = this.#begin(`hotseat.${phase.name}`, phase.begun, { parent: span })
      if (result.outcome === 'failed' && phase.name === failedPhase(phases)) this.#mark(child, result.error)
      child.end(phase.ended)
    }
    this.#end(span, ended, failures)
    if (result.outcome === 'swapped') this.#seatedBy.set(generation, span.spanContext())
  }

  /** What became of a generation, linked to the reload that seated it. */
  afterwards(name: 'hotseat.drain' | 'hotseat.dispose', generation: number, past: Past): void {
    const seatedBy = this.#seatedBy.get(generation)
    const attributes = { [attribute.generation]: generation, ...past.attributes }
    const span = this.#begin(name, past.begun, { attributes, links: seatedBy ? [{ context: seatedBy }] : [] })
    this.#end(span, past.ended, past.failures ?? [])
  }

  /** Nothing more is told of this generation. */
  forget(generation: number): void {
    this.#seatedBy.delete(generation)
  }

  /** A request may have set the reload off, and is no part of it: what has no parent here has none. */
  #begin(
    name: string,
    startTime: number,
    { parent, ...rest }: { readonly parent?: Span; readonly attributes?: Attributes; readonly links?: Link[] },
  ): Span {
    const { trace, ROOT_CONTEXT } = this.#api
    const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT
    return this.#tracer().startSpan(name, { startTime, ...rest }, context)
  }

  #end(span: Span, at: number, failures: readonly HotseatError[]): void {
    for (const error of failures) {
      const { code, name, message, cause } = error
      // Of ours the stack says less than of what the application threw.
      const { stack = '' } = cause instanceof Error ? cause : error
      span.recordException({ code, name, message, stack }, at)
    }
    const [first] = failures
    if (first) this.#mark(span, first)
    span.end(at)
  }

  #mark(span: Span, error: HotseatError): void {
    span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message: error.message })
    span.setAttribute(attribute.errorType, error.code)
  }
}

function attributesOf({ generation, reason, changedFiles, result }: Reload): Attributes {
  return {
    [attribute.generation]: generation,
    [attribute.reason]: reason,
    [attribute.outcome]: result.outcome,
    [attribute.changedFiles]: changedFiles,
    ...(result.outcome === 'failed' ? attributesOfFailure(result) : attributesOfSwap(result)),
  }
}

function attributesOfSwap({ retired, modules }: Extract<Reload['result'], { outcome: 'swapped' }>): Attributes {
  return {
    ...(retired !== undefined && { [attribute.retired]: retired }),
    [attribute.instantiated]: modules.instantiated,
    [attribute.carried]: modules.carried,
  }
}

function attributesOfFailure({ answeredBy, error }: Extract<Reload['result'], { outcome: 'failed' }>): Attributes {
  const { location } = error
  return {
    ...(answeredBy !== undefined && { [attribute.answeredBy]: answeredBy }),
    ...(location && {
      [attribute.file]: location.file,
      [attribute.line]: location.line,
      [attribute.column]: location.column,
    }),
  }
}
