import type { ListenOptions, Server as NetServer } from 'node:net'
import { Server as TlsServer } from 'node:tls'
import { http, https } from './builtins.ts'
import { errors } from './errors.ts'
import type { ListenAddress } from './options.ts'

/** Opens the port. @throws {HotseatError} see `Listener.listen` */
export async function startListening(server: NetServer, options: ListenOptions): Promise<void> {
  const { port, host = 'every address', path } = options
  if (path === undefined && !isPort(port)) throw errors.badPort(port)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('listening', resolve)
  server.once('error', reject)
  try {
    server.listen(options)
    await promise
  } catch (cause) {
    throw path === undefined ? listenError(port ?? 0, host, cause) : errors.pathUnavailable(path, cause)
  } finally {
    server.off('listening', resolve)
    server.off('error', reject)
  }
}

function isPort(port: number | undefined): boolean {
  return port !== undefined && Number.isInteger(port) && port >= 0 && port <= 65_535
}

function listenError(port: number, host: string, cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return errors.portInUse(port, host, cause)
    case 'EACCES':
    case 'EPERM':
      return errors.portForbidden(port, host, cause)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return errors.hostUnavailable(host, cause)
    default:
      return errors.listenFailed(port, host, cause)
  }
}

/**
 * Closes the port. Resolves when the last connection has been closed.
 *
 * An HTTP/1 server's own `close()` also destroys the connections that it takes for idle, and takes those for idle whose
 * response is complete but still on its way to a slow client: the client gets a part of it (seen on Node 22, 24, 26).
 */
export function stopListening(server: NetServer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const isHttp1 = server instanceof http.Server || server instanceof https.Server
  if (isHttp1) server.closeIdleConnections = () => undefined
  server.close(() => resolve())
  if (isHttp1) Reflect.deleteProperty(server, 'closeIdleConnections')
  return promise
}

/** Where a server that listens is reached. One that listens on a pipe has port 0, and the pipe for its host and URL. */
export function addressOf(server: NetServer, host?: string): ListenAddress {
  const address = server.address()
  if (address === null || typeof address === 'string') return { port: 0, host: address ?? '', url: address ?? '' }
  const scheme = server instanceof TlsServer ? 'https' : 'http'
  const at = host ?? address.address
  const name = at === '0.0.0.0' || at === '::' ? 'localhost' : at.includes(':') ? `[${at}]` : at
  return { port: address.port, host: at, url: `${scheme}://${name}:${address.port}` }
}
