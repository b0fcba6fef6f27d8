import { errors } from '../errors.ts'

const shape = /^(?<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?<port>[1-9]\d{0,4}))?$/i
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const ownNames = new RegExp(`^(?:${label}\\.)*localhost$`)
const fullName = new RegExp(`^${label}(?:\\.${label})*$`)
const octets = /^127\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/

/** Hosts that are allowed beyond those that are always this machine. */
export interface AllowedHosts {
  readonly names: ReadonlySet<string>
  /** Where a proxy in front of Hotseat is reached. */
  readonly origins: ReadonlySet<string>
}

/** @param given names and origins: `app.test`, `https://app.test`. @throws {HotseatError} `HOTSEAT_BAD_ALLOWED_HOST` */
export function allowedHosts(given: readonly string[]): AllowedHosts {
  const origins = given.filter((each) => each.includes('://')).map((each) => [each, originOf(each)] as const)
  const wrong = origins.find(([, origin]) => origin === undefined)
  if (wrong) throw errors.badHost(wrong[0])
  const named = given.filter((each) => !each.includes('://')).map((each) => each.toLowerCase())
  for (const each of named) if (!isName(each)) throw errors.badHost(each)
  const known = origins.flatMap(([, origin]) => (origin === undefined ? [] : [origin]))
  return { names: new Set([...named, ...known.map((origin) => new URL(origin).hostname)]), origins: new Set(known) }
}

/**
 * Whether what a client calls this server is a name of this machine: compared as a whole, so that a page whose name an attacker
 * has pointed here is told apart. No other spelling of an address is taken for it.
 *
 * @example isAllowedHost('localhost:5000', names) // true; so are app.localhost, 127.0.0.1 and [::1]
 */
export function isAllowedHost(authority: string | undefined, names: ReadonlySet<string>): boolean {
  const { name, port } = shape.exec(authority ?? '')?.groups ?? {}
  if (name === undefined || (port !== undefined && Number(port) > 65_535)) return false
  const spelled = name.toLowerCase()
  return ownNames.test(spelled) || spelled === '[::1]' || isLoopbackIPv4(spelled) || names.has(spelled)
}

function isLoopbackIPv4(name: string): boolean {
  return (
    octets
      .exec(name)
      ?.slice(1)
      .every((octet) => Number(octet) <= 255) ?? false
  )
}

function isName(name: string): boolean {
  return fullName.test(name) || /^\[[0-9a-f:.]+\]$/.test(name)
}

function originOf(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isOrigin = parsed !== undefined && /^https?:$/.test(parsed.protocol) && url.replace(/\/$/, '') === parsed.origin
  return isOrigin ? parsed.origin : undefined
}
