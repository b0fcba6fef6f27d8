import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a debuggee is asked for: the next generation, or to call what a generation (default: the newest) exports. */
export interface Call {
  readonly call: string
  readonly generation?: number
}

export type Reply = { readonly value?: unknown; readonly error?: undefined } | { readonly error: string }

export interface DebuggeeOptions {
  /** Flags of Node. */
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The folder of the loader's cache; without one it has none. */
  readonly cache?: string
  /** What the loader does wrong. */
  readonly fault?: string
}

/** An application in a process of its own, that loads it and calls it when told to. */
export class Debuggee implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #ready: Promise<unknown>
  readonly #ended: Promise<unknown>
  readonly #closed: Promise<unknown>
  readonly #url = Promise.withResolvers<string>()
  #last: Promise<unknown> = Promise.resolve()
  #output = ''

  constructor(entry: string, { flags = [], env = {}, cache = '', fault = '' }: DebuggeeOptions = {}) {
    this.#child = fork(join(import.meta.dirname, 'fixtures', 'debuggee.ts'), [entry, cache, fault], {
      execArgv: ['--no-warnings', ...flags],
      // A process starts in half the time if it need not compile the loader.
      env: { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: join(tmpdir(), 'hotseat-compile-cache'), ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#ready = once(this.#child, 'message')
    this.#ended = once(this.#child, 'exit')
    this.#closed = once(this.#child.stderr ?? this.#child, 'close')
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#output += data.toString()
      const [, url] = /Debugger listening on (ws:\S+)/.exec(this.#output) ?? []
      if (url !== undefined) this.#url.resolve(url)
    })
  }

  /** Where its inspector listens, once it does. */
  get url(): Promise<string> {
    return this.#url.promise
  }

  /** All that it wrote to stderr until it ended. */
  get output(): Promise<string> {
    return this.#closed.then(() => this.#output)
  }

  /** @throws what it threw */
  async call(call: string, generation?: number): Promise<unknown> {
    this.#last = this.#call({ call, ...(generation !== undefined && { generation }) })
    return await this.#last
  }

  /** What the last call came to. */
  get last(): Promise<unknown> {
    return this.#last
  }

  async #call(call: Call): Promise<unknown> {
    await this.#ready
    const replied = once(this.#child, 'message')
    this.#child.send(call)
    const [reply]: Reply[] = await replied
    if (reply?.error !== undefined) throw new Error(reply.error)
    return reply?.value
  }

  /** Lets it end by itself, as coverage needs it. */
  async end(): Promise<void> {
    await this.#ready
    this.#child.disconnect()
    await this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}
