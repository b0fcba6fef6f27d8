import { randomBytes } from 'node:crypto'
import type { HotseatError } from '@hotseat/core'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { http } from './builtins.ts'
import { failurePage } from './failure-page.ts'
import type { Paths } from './paths.ts'

const { STATUS_CODES } = http

/** 500: the application failed at this request. 503: there is no application now, and soon there may be one. */
type Status = 500 | 503

/** Answers a request whose response has not begun. What the application had set on it is dropped. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, error, paths }: { readonly status: Status; readonly error: HotseatError; readonly paths: Paths },
): void {
  const nonce = randomBytes(16).toString('base64')
  const { type, body, headers } = failurePage(error, { accept: request.headers.accept, paths, nonce })
  send(response, status, type, body, headers)
}

/** Answers with nothing but the status. */
export function refuseTersely(response: ServerResponse, status: 400 | 500): void {
  send(response, status, 'text/plain; charset=utf-8', `${STATUS_CODES[status]}\n`)
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  if (response.req.httpVersionMajor === 1) response.statusMessage = ''
  if (status === 503) response.setHeader('retry-after', 1)
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  response.end(body)
}

/** Answers an upgrade by a status instead, and ends the connection. */
export function refuseUpgrade(socket: Duplex, status: 400 | 501 | Status, reason = STATUS_CODES[status]): void {
  const body = `${reason}\n`
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    ...(status === 503 ? ['Retry-After: 1'] : []),
  ]
  // What the client has sent is read and dropped: closed with unread bytes, the connection would be reset, and the
  // answer lost on its way.
  socket.resume()
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
