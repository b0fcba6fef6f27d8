import type { ServerResponse } from 'node:http'
import type { ServerEvents } from '../protocol.ts'

export type Audience = 'page' | 'inspector'

export interface StreamsOptions {
  /** How many may be open at once. */
  readonly most: number
  /** Bytes that may wait for a client. */
  readonly buffered: number
}

/** Often enough that neither a proxy nor a client takes the connection for dead. */
const beat = 15_000

/** Who is told of what happens, as it happens: server-sent events. */
export class Streams {
  readonly #options: StreamsOptions
  readonly #open = new Map<ServerResponse, Audience>()
  #heart: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: StreamsOptions) {
    this.#options = options
  }

  /** No further one may be opened. */
  get isFull(): boolean {
    return this.#isClosed || this.#open.size >= this.#options.most
  }

  has(audience: Audience): boolean {
    return [...this.#open.values()].includes(audience)
  }

  /** Begins one, with a first event. */
  open(
    response: ServerResponse,
    audience: Audience,
    headers: Readonly<Record<string, string>>,
    state: ServerEvents['state'],
  ): void {
    // Whoever has left already would never be forgotten.
    if (response.destroyed) return
    this.#open.set(response, audience)
    this.#heart ??= setInterval(() => this.#sendTo(undefined, ': still here\n\n'), beat).unref()
    response.once('close', () => this.#forget(response))
    // A client that breaks off must not become an uncaught error.
    response.on('error', () => undefined)
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    })
    response.write(written('state', state))
  }

  /** @param audience whom to tell; everyone if undefined */
  send<Name extends keyof ServerEvents>(name: Name, data: ServerEvents[Name], audience?: Audience): void {
    if (this.#open.size > 0) this.#sendTo(audience, written(name, data))
  }

  /** Ends all of them, for good. */
  close(): void {
    this.#isClosed = true
    for (const response of this.#open.keys()) response.end()
    this.#open.clear()
    clearInterval(this.#heart)
    this.#heart = undefined
  }

  #sendTo(audience: Audience | undefined, text: string): void {
    for (const [response, each] of this.#open) {
      if (audience !== undefined && each !== audience) continue
      response.write(text)
      // What is not read would be kept for ever. The page opens another one when it is awake.
      if (response.writableLength > this.#options.buffered) response.destroy()
    }
  }

  #forget(response: ServerResponse): void {
    this.#open.delete(response)
    if (this.#open.size > 0) return
    clearInterval(this.#heart)
    this.#heart = undefined
  }
}

function written(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
