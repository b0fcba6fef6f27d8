import type { ListeningServer } from './evidence.ts'
import type { OfRuns } from './comparison.ts'

/**
 * Names servers so that they are told apart, and known again in another run: by their port, if it is the same in both
 * native runs; else it is any free one.
 *
 * @example 'http 127.0.0.1:3000', 'http 127.0.0.1:*', 'http 127.0.0.1:*, number 2'
 */
export function nameServers([native, again, hotseat]: OfRuns<readonly ListeningServer[]>): OfRuns<readonly string[]> {
  const ports = new Set(again.map(({ port }) => port))
  const fixed = new Set(native.map(({ port }) => port).filter((port) => ports.has(port)))
  const hasFree = [...native, ...again].some(({ port }) => !fixed.has(port))
  const names = (servers: readonly ListeningServer[]): readonly string[] => {
    const seen = new Map<string, number>()
    return servers.map(({ protocol, host, port, path }) => {
      if (path !== undefined) return `${protocol} ${path}`
      const name = `${protocol} ${host}:${hasFree && !fixed.has(port) ? '*' : port}`
      const turn = (seen.get(name) ?? 0) + 1
      seen.set(name, turn)
      return turn === 1 ? name : `${name}, number ${turn}`
    })
  }
  return [names(native), names(again), names(hotseat)]
}
