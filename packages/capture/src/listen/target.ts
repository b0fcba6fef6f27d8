import type { ListenOptions } from 'node:net'

/** How a server is asked to listen, of all the ways in which `net.Server.listen()` may be called. */
export interface Target {
  /** Where, and how; without what is about this server only. */
  readonly options: Omit<ListenOptions, 'signal'>
  /** Closes the server. */
  readonly signal?: AbortSignal
  readonly callback: (() => void) | undefined
}

/**
 * Reads the arguments of `net.Server.listen()` (https://nodejs.org/api/net.html#serverlisten). Undefined for those that
 * name something that is open already: a handle or a descriptor.
 *
 * @example targetOf([3000, '127.0.0.1', () => {}])?.options // { port: 3000, host: '127.0.0.1' }
 */
export function targetOf(given: readonly unknown[]): Target | undefined {
  const last = given.at(-1)
  const callback = isCallback(last) ? last : undefined
  const [first, second, third] = callback ? given.slice(0, -1) : given
  if (first === undefined || first === null) return { options: { port: 0 }, callback }
  if (typeof first === 'object') return ofOptions(first, callback)
  const port = portOf(first)
  if (typeof first === 'string' && port === undefined) return { options: { path: first, ...backlog(second) }, callback }
  const host = typeof second === 'string' && second !== '' ? { host: second } : {}
  return { options: { port: port ?? 0, ...host, ...backlog(typeof second === 'number' ? second : third) }, callback }
}

function ofOptions(given: object, callback: Target['callback']): Target | undefined {
  if (!('port' in given) && !('path' in given)) return undefined
  const { path, port, signal, ...others }: Record<string, unknown> = { ...given }
  const closing = signal instanceof AbortSignal ? { signal } : {}
  if (typeof path === 'string') return { options: { ...others, path }, callback, ...closing }
  return { options: { ...others, port: portOf(port) ?? 0 }, callback, ...closing }
}

/** A text of digits is a port too. */
function portOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : undefined
}

function backlog(value: unknown): { readonly backlog?: number } {
  return typeof value === 'number' ? { backlog: value } : {}
}

function isCallback(value: unknown): value is () => void {
  return typeof value === 'function'
}

/** What tells one address from another; that of a free port by its turn among those of one generation. */
export function keyOf({ path, port = 0, host = '' }: ListenOptions, turn: number): string {
  if (path !== undefined) return path
  return port === 0 ? `${host}:0#${turn}` : `${host}:${port}`
}
