import { readFileSync } from 'node:fs'
import type { Reloader } from '@hotseat/core'
import type { MeterProvider, TracerProvider } from '@opentelemetry/api'
import { findApi, type Api } from './api.ts'
import { Metrics } from './metrics.ts'
import { Reloads } from './reloads.ts'
import { Retirements } from './retirements.ts'
import { Spans } from './spans.ts'
import { WallClock } from './wall-clock.ts'

/** The part of a reloader that is listened to. */
export type TracedReloader = Pick<Reloader<unknown>, 'on' | 'generations'>

export interface TraceOptions {
  /** A copy of `@opentelemetry/api`. Default: the one that this package finds. */
  readonly api?: Api
  /** Default: the one that is registered with the API, also when that happens later. */
  readonly tracerProvider?: TracerProvider
  /** As above. */
  readonly meterProvider?: MeterProvider
}

const name = '@hotseat/telemetry'

/**
 * Tells OpenTelemetry of every reload from now on, in spans and metrics. To be called before `reloader.start()`, so that the
 * first build is told of too. Without an SDK that is registered the API does nothing, and costs next to nothing.
 *
 * @returns how to stop
 * @throws {HotseatError} `HOTSEAT_TELEMETRY_NO_API`
 * @example
 * const reloader = createReloader({ … })
 * using tracing = await traceReloads(reloader)
 * await reloader.start()
 */
export async function traceReloads(reloader: TracedReloader, options: TraceOptions = {}): Promise<Disposable> {
  const api = options.api ?? (await findApi())
  const version = packageVersion()
  const clock = new WallClock()
  const reloads = new Reloads(clock)
  const spans = new Spans(api, () => (options.tracerProvider ?? api.trace).getTracer(name, version))
  const retirements = new Retirements(spans, clock)
  const metrics = new Metrics({
    provider: () => options.meterProvider ?? api.metrics.getMeterProvider(),
    meterOf: (provider) => provider.getMeter(name, version),
    draining: () => reloader.generations().filter(({ state }) => state === 'draining').length,
  })
  const stops = [
    reloader.on('change', (event) => reloads.changed(event)),
    reloader.on('build-start', () => {
      metrics.begin()
      reloads.buildStarted()
    }),
    reloader.on('discarded', (event) => {
      reloads.discarded(event)
      metrics.discarded()
    }),
    reloader.on('swap', (event) => {
      const reload = reloads.swapped(event)
      spans.reload(reload)
      metrics.reload(reload)
    }),
    reloader.on('build-failed', (event) => {
      const reload = reloads.failed(event)
      spans.reload(reload)
      metrics.reload(reload)
    }),
    reloader.on('drained', (event) => retirements.drained(event)),
    reloader.on('disposed', (event) => retirements.disposed(event)),
    reloader.on('dispose-failed', (event) => retirements.disposeFailed(event)),
  ]
  return {
    [Symbol.dispose]() {
      for (const stop of stops) stop()
      metrics[Symbol.dispose]()
    },
  }
}

function packageVersion(): string | undefined {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const version: unknown = typeof manifest === 'object' && manifest !== null && Reflect.get(manifest, 'version')
  return typeof version === 'string' ? version : undefined
}
