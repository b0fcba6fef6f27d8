import type { IncomingMessage } from 'node:http'
import { valuesOf } from './authority.ts'

/**
 * Whether a request comes from this machine: by the address of its socket. What a proxy says of a request can only make it one
 * from elsewhere: tunnels end on this machine.
 */
export function isLocal(request: IncomingMessage): boolean {
  if (!isLoopback(request.socket.remoteAddress)) return false
  const forwarded = valuesOf(request, 'x-forwarded-for').flatMap((value) => value.split(','))
  const said = valuesOf(request, 'forwarded').flatMap((value) => [...value.matchAll(/\bfor="?\[?([^",;\]\s]*)/gi)])
  return [...forwarded, ...said.map(([, address = '']) => address)].every((address) => isLoopback(address.trim()))
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false
  return address === '::1' || /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address)
}
