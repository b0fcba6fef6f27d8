import type { IncomingMessage, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'

/** What is sent for a request. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

export function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n` }
}

/** Nothing but the status: what went wrong inside is nobody's business outside. */
export function terse(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${STATUS_CODES[status]}\n`, headers }
}

/** @param common headers that every answer has */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, headers }: Answer,
  common: Readonly<Record<string, string>>,
): void {
  // What is answered without a body has no length of one.
  const length = status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }
  response.writeHead(status, { ...common, 'content-type': type, ...length, ...headers })
  response.end(request.method === 'HEAD' ? undefined : body)
}
