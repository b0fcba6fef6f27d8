import { get } from 'node:http'
import { onTestFinished } from 'vitest'
import { member } from './running.ts'

/** What a server goes on telling, by a WebSocket or as server-sent events. */
export interface Stream {
  /** The next thing that it tells, parsed; waits for it. */
  next(): Promise<unknown>
  /** True when something has come that `next` was not asked for. */
  readonly isAhead: boolean
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>
  close(): void
}

/** The WebSocket at `/feed`. */
export async function openFeed(url: string): Promise<Stream> {
  const socket = new WebSocket(new URL('/feed', url.replace('http', 'ws')))
  const queue = createQueue()
  socket.addEventListener('message', ({ data }) => queue.push(JSON.parse(String(data))))
  socket.addEventListener('close', () => queue.end())
  const opened = Promise.withResolvers<void>()
  socket.addEventListener('open', () => opened.resolve())
  socket.addEventListener('error', () => opened.reject(new Error('the feed was refused')))
  onTestFinished(() => socket.close())
  await opened.promise
  return queue.stream(() => socket.close())
}

/** The server-sent events at `/stats`. */
export async function openStats(url: string): Promise<Stream> {
  const response = await fetch(new URL('/stats', url))
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) throw new Error('the statistics have no body')
  const queue = createQueue()
  const close = (): void => void reader.cancel().catch(() => undefined)
  onTestFinished(close)
  const end = (): void => queue.end()
  void (async () => {
    let text = ''
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (text + part.value).split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) queue.push(JSON.parse(event.replace('data: ', '')))
    }
  })().then(end, end)
  return queue.stream(close)
}

/** The status that a handshake for a WebSocket is answered with. */
export async function handshake(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const answered = Promise.withResolvers<number | undefined>()
  const request = get(new URL('/feed', url), {
    headers: {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  })
  request.on('response', ({ statusCode }) => answered.resolve(statusCode))
  request.on('upgrade', ({ statusCode }, socket) => {
    socket.destroy()
    answered.resolve(statusCode)
  })
  request.on('error', answered.reject)
  return await answered.promise.finally(() => request.destroy())
}

/** What a change in the feed is about: `added: a text`. */
export function told(change: unknown): string {
  return `${String(member(change, 'kind'))}: ${String(member(member(change, 'note'), 'text'))}`
}

function createQueue() {
  const come: unknown[] = []
  const asked: PromiseWithResolvers<unknown>[] = []
  const ended = Promise.withResolvers<void>()
  return {
    push(value: unknown): void {
      const first = asked.shift()
      if (first) first.resolve(value)
      else come.push(value)
    },
    end(): void {
      ended.resolve()
      for (const waiting of asked.splice(0)) waiting.reject(new Error('the stream has ended'))
    },
    stream: (close: () => void): Stream => ({
      get isAhead() {
        return come.length > 0
      },
      ended: ended.promise,
      close,
      async next() {
        if (come.length > 0) return come.shift()
        const next = Promise.withResolvers<unknown>()
        asked.push(next)
        return await next.promise
      },
    }),
  }
}
