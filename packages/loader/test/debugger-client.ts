import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { generatedPositionFor, LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

interface Location {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber: number
}

interface ScriptParsed {
  readonly scriptId: string
  readonly url: string
  readonly sourceMapURL?: string
}

interface Scope {
  readonly type: string
  readonly object: { readonly objectId: string }
}

interface Paused {
  readonly reason: string
  readonly hitBreakpoints?: readonly string[]
  readonly callFrames: readonly {
    readonly functionName: string
    readonly location: Location
    readonly scopeChain: readonly Scope[]
  }[]
}

interface Message {
  readonly id?: number
  readonly error?: { readonly message: string }
  readonly result?: unknown
  readonly method?: string
  readonly params?: unknown
}

/** A frame of a stopped program, as an editor shows it. Lines are counted from 1. */
export interface Frame {
  readonly functionName: string
  /** The URL of the source; of the script, where there is no map. */
  readonly url: string
  readonly line: number
  /** The text of that line, as the map has it. */
  readonly text: string
  readonly scopes: readonly Scope[]
}

export interface Pause {
  readonly reason: string
  readonly frames: readonly Frame[]
}

/**
 * How a client keeps a script from running before its breakpoints are set: Chrome asks V8 to stop before every script
 * that has a map; VS Code stops where a script of that file begins.
 */
export type Holding = 'before scripts with maps' | 'at the first line'

interface Script extends ScriptParsed {
  readonly map: TraceMap | undefined
}

interface Breakpoint {
  readonly path: string
  readonly line: number
  /** Set by the name of the file before anything is known of its scripts. */
  guess: string | undefined
}

/** A client of the inspector that does what editors do: breakpoints are set where the source maps of scripts lead. */
export class DebuggerClient implements Disposable {
  readonly #socket: WebSocket
  readonly #holding: Holding
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #scripts = new Map<string, Script>()
  readonly #breakpoints: Breakpoint[] = []
  readonly #entries = new Set<string>()
  /** Where breakpoints have been set: a script may come while they are being set in those that there are. */
  readonly #bound = new Set<string>()
  readonly #pauses: Pause[] = []
  #waiting: PromiseWithResolvers<Pause> | undefined
  /** Breakpoints of scripts that were parsed are being set. */
  #binding: Promise<unknown> = Promise.resolve()
  #id = 0

  private constructor(socket: WebSocket, holding: Holding) {
    this.#socket = socket
    this.#holding = holding
    socket.addEventListener('message', ({ data }) => this.#receive(String(data)))
  }

  static async attach(url: string, holding: Holding): Promise<DebuggerClient> {
    const socket = new WebSocket(url)
    const client = new DebuggerClient(socket, holding)
    await once(socket, 'open')
    await client.send('Debugger.enable')
    if (holding === 'before scripts with maps') {
      const instrumentation = 'beforeScriptWithSourceMapExecution'
      await client.send('Debugger.setInstrumentationBreakpoint', { instrumentation })
    }
    return client
  }

  /** The scripts of a file, oldest first. */
  scriptsOf(path: string): readonly ScriptParsed[] {
    const url = pathToFileURL(path).href
    return [...this.#scripts.values()].filter((script) => script.url.replace(/\?.*/, '') === url)
  }

  /** Lets a process go on that was started with `--inspect-brk`. */
  async start(): Promise<void> {
    await this.send('Runtime.runIfWaitingForDebugger')
    await this.nextPause()
    await this.resume()
  }

  /** Sets a breakpoint at a line of a source, in all its scripts that there are and will be. */
  async breakAt(path: string, line: number): Promise<void> {
    const breakpoint: Breakpoint = { path, line, guess: undefined }
    const isFirst = this.#breakpoints.every((other) => other.path !== path)
    this.#breakpoints.push(breakpoint)
    if (this.#holding === 'at the first line') {
      const urlRegex = `${escaped(pathToFileURL(path).href)}($|\\?)`
      if (isFirst) this.#entries.add(await this.#setBreakpoint({ urlRegex, lineNumber: 0, columnNumber: 0 }))
      breakpoint.guess = await this.#setBreakpoint({ urlRegex, lineNumber: line - 1 })
    }
    await Promise.all([...this.#scripts.values()].map(async (script) => await this.#bind(breakpoint, script)))
  }

  async nextPause(): Promise<Pause> {
    const pause = this.#pauses.shift()
    if (pause) return pause
    this.#waiting ??= Promise.withResolvers()
    return await this.#waiting.promise
  }

  async resume(): Promise<void> {
    await this.send('Debugger.resume')
  }

  /** The names and values of a scope, as far as they are primitive. */
  async variables(scope: Scope | undefined): Promise<Readonly<Record<string, unknown>>> {
    const { objectId } = scope?.object ?? {}
    const answer: { result: { name: string; value?: { value?: unknown } }[] } = JSON.parse(
      JSON.stringify(await this.send('Runtime.getProperties', { objectId, ownProperties: true })),
    )
    return Object.fromEntries(answer.result.map(({ name, value }) => [name, value?.value]))
  }

  async send(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#id
    const call = Promise.withResolvers<unknown>()
    this.#calls.set(id, call)
    this.#socket.send(JSON.stringify({ id, method, params }))
    return await call.promise
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }

  #receive(data: string): void {
    const message: Message = JSON.parse(data)
    if (message.id !== undefined) {
      const call = this.#calls.get(message.id)
      if (message.error) call?.reject(new Error(message.error.message))
      else call?.resolve(message.result)
    } else if (message.method === 'Debugger.scriptParsed') {
      const { params }: { params?: ScriptParsed } = JSON.parse(data)
      if (params) this.#parsed(params)
    } else if (message.method === 'Debugger.paused') {
      const { params }: { params?: Paused } = JSON.parse(data)
      if (params) void this.#paused(params)
    }
  }

  #parsed(parsed: ScriptParsed): void {
    const { sourceMapURL = '' } = parsed
    const [, encoded] = /^data:application\/json;base64,(.*)/.exec(sourceMapURL) ?? []
    const map = encoded === undefined ? undefined : new TraceMap(Buffer.from(encoded, 'base64').toString())
    const script = { ...parsed, map }
    this.#scripts.set(parsed.scriptId, script)
    const bound = this.#breakpoints.map(async (breakpoint) => await this.#bind(breakpoint, script))
    this.#binding = Promise.all([this.#binding, ...bound])
  }

  async #bind(breakpoint: Breakpoint, { url, map }: Script): Promise<void> {
    const source = pathToFileURL(breakpoint.path).href
    if (!map?.sources.includes(source)) return
    const { guess } = breakpoint
    breakpoint.guess = undefined
    if (guess !== undefined) await this.send('Debugger.removeBreakpoint', { breakpointId: guess })
    const place = generatedPositionFor(map, { source, line: breakpoint.line, column: 0, bias: LEAST_UPPER_BOUND })
    const key = `${url}:${place.line}:${place.column}`
    if (place.line === null || this.#bound.has(key)) return
    this.#bound.add(key)
    await this.#setBreakpoint({ url, lineNumber: place.line - 1, columnNumber: place.column })
  }

  async #setBreakpoint(place: object): Promise<string> {
    const answer: { breakpointId: string } = JSON.parse(
      JSON.stringify(await this.send('Debugger.setBreakpointByUrl', place)),
    )
    return answer.breakpointId
  }

  async #paused({ reason, hitBreakpoints = [], callFrames }: Paused): Promise<void> {
    const isHeld =
      reason === 'instrumentation' || (hitBreakpoints.length > 0 && hitBreakpoints.every((id) => this.#entries.has(id)))
    if (isHeld) {
      await this.#binding
      await this.resume()
      return
    }
    const frames = callFrames.map(({ functionName, location, scopeChain }) => ({
      functionName,
      scopes: scopeChain,
      ...this.#shown(location),
    }))
    const pause = { reason, frames }
    if (this.#waiting) this.#waiting.resolve(pause)
    else this.#pauses.push(pause)
    this.#waiting = undefined
  }

  #shown({ scriptId, lineNumber, columnNumber }: Location): Pick<Frame, 'url' | 'line' | 'text'> {
    const script = this.#scripts.get(scriptId)
    const place = script?.map && originalPositionFor(script.map, { line: lineNumber + 1, column: columnNumber })
    if (!script?.map || !place || place.source === null)
      return { url: script?.url ?? '', line: lineNumber + 1, text: '' }
    const content = script.map.sourcesContent?.[script.map.sources.indexOf(place.source)]
    return { url: place.source, line: place.line, text: content?.split('\n')[place.line - 1] ?? '' }
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
