import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'

/** A request as a client may send it, whatever a browser would say to that. */
export interface Question {
  readonly method?: string
  /** Each name with its value, or its values. Without `host` in it: `localhost` and the port. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** No `Host` at all. */
  readonly hostless?: boolean
  readonly body?: string | Buffer
  /** Where from. Default 127.0.0.1. */
  readonly localAddress?: string
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly rawHeaders: readonly string[]
  readonly bytes: Buffer
  readonly text: string
  readonly trailers: Readonly<Record<string, string | undefined>>
}

/** Asks on a connection of its own, and takes what comes as it is. Rejects when the answer breaks off. */
export async function ask(url: string, question: Question = {}): Promise<Reply> {
  const { method = 'GET', headers = {}, hostless = false, body, localAddress } = question
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const target = new URL(url)
  const listed = Object.entries(headers).flatMap(([name, values]) => [values].flat().flatMap((value) => [name, value]))
  const hasHost = Object.keys(headers).some((name) => name.toLowerCase() === 'host')
  if (!hasHost && !hostless) listed.push('host', target.host)
  if (body !== undefined) listed.push('content-length', String(Buffer.byteLength(body)))
  const requestOf = target.protocol === 'https:' ? secureRequest : plainRequest
  const request = requestOf({
    host: target.hostname,
    port: target.port,
    // As it is spelled; a URL would have it tidied up.
    path: url.slice(target.origin.length) || '/',
    method,
    headers: listed,
    setHost: false,
    agent: false,
    rejectUnauthorized: false,
    ...(localAddress === undefined ? {} : { localAddress }),
  })
  request.on('error', reject)
  request.on('response', (response) => {
    response.on('error', reject)
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const { statusCode = 0, headers: answered, rawHeaders, trailers } = response
      resolve({ status: statusCode, headers: answered, rawHeaders, bytes, text: bytes.toString(), trailers })
    })
  })
  request.end(body)
  return promise
}
