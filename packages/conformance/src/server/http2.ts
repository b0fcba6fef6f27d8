import { connect, createSecureServer, createServer, type Http2SecureServer, type Http2Server } from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'
import { within } from '../settlement.ts'

/** A way to carry HTTP/2: what the listener is given to serve with, and a session with it. */
export interface Transport {
  readonly name: string
  createServer(): Http2Server | Http2SecureServer
  connect(port: number): Session
}

/** A client's connection. Disposing it drops the connection, with all that is open on it. */
export interface Session extends Disposable {
  open(path: string, body?: string): Exchange
}

/** A request and its answer. */
export interface Exchange {
  readonly stream: ClientHttp2Stream
  /** Resolves with what has come once it matches. */
  until(pattern: RegExp): Promise<string>
  /** Status and text. Rejects where there is no whole answer. */
  answer(): Promise<string>
}

/** A shared key instead of a certificate: with TLS 1.2 only, but nothing secret lies in a repository, and nothing expires. */
const tls = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const
const key = Buffer.from('conformance')

export const transports: readonly Transport[] = [
  {
    name: 'in clear text',
    createServer: () => createServer(),
    connect: (port) => sessionOf(connect(`http://127.0.0.1:${port}`)),
  },
  {
    name: 'over TLS',
    createServer: () => createSecureServer({ ...tls, pskCallback: () => key, pskIdentityHint: 'conformance' }),
    connect: (port) =>
      sessionOf(
        connect(`https://127.0.0.1:${port}`, {
          ...tls,
          pskCallback: () => ({ psk: key, identity: 'conformance' }),
          checkServerIdentity: () => undefined,
        }),
      ),
  },
]

function sessionOf(client: ClientHttp2Session): Session {
  // Of a session that breaks its streams tell.
  client.on('error', () => undefined)
  return {
    open(path, body) {
      const stream = client.request({ ':path': path, ':method': body === undefined ? 'GET' : 'POST' })
      stream.end(body)
      return exchangeOf(stream)
    },
    [Symbol.dispose]: () => client.destroy(),
  }
}

function exchangeOf(stream: ClientHttp2Stream): Exchange {
  const closed = Promise.withResolvers<string>()
  closed.promise.catch(() => undefined)
  let status: unknown
  let received = ''
  stream.setEncoding('utf8')
  stream.on('response', (headers) => {
    status = headers[':status']
  })
  stream.on('data', (chunk: string) => {
    received += chunk
  })
  stream.on('error', closed.reject)
  stream.on('close', () => closed.resolve(`${String(status)} ${received}`))
  return {
    stream,
    async until(pattern) {
      const { promise, resolve } = Promise.withResolvers<string>()
      const look = (): void => {
        if (pattern.test(received)) resolve(received)
      }
      stream.on('data', look)
      look()
      return await within(3_000, promise, `an answer like ${String(pattern)}`)
    },
    answer: () => within(3_000, closed.promise, 'an answer over HTTP/2'),
  }
}
