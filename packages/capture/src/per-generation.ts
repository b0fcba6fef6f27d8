import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Packages that keep in variables of their own what the application gives them, under names that may be given once, or
 * whose second use finds the first one's; and from which version on they do not any more.
 */
const stateful: Readonly<Record<string, { readonly until?: readonly [major: number, minor: number] }>> = {
  '@fastify/awilix': {},
  mongoose: {},
  'prom-client': {},
  tsyringe: {},
  typedi: {},
  // The connection that is called "default".
  typeorm: { until: [0, 3] },
}

/**
 * The packages that an application depends on of which each generation needs its own: those that are known, and those
 * of its dependencies that use one of them, for both have to be the same instance.
 *
 * @param root the folder of its package.json
 */
export function perGenerationOf(root: string): readonly string[] {
  const dependencies = dependenciesOf(root)
  const own = Object.entries(stateful)
    .filter(([name, { until }]) => dependencies.includes(name) && isBefore(versionOf(packageFolder(root, name)), until))
    .map(([name]) => name)
  if (own.length === 0) return []
  const uses = (name: string): boolean => dependenciesOf(packageFolder(root, name)).some((used) => own.includes(used))
  return [...own, ...dependencies.filter((name) => !own.includes(name) && uses(name))]
}

function packageFolder(root: string, name: string): string {
  return join(root, 'node_modules', name)
}

function isBefore(version: string, until: readonly [number, number] | undefined): boolean {
  if (!until) return true
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < until[0] || (major === until[0] && minor < until[1])
}

function versionOf(folder: string): string {
  const version: unknown = Reflect.get(manifestOf(folder), 'version')
  return typeof version === 'string' ? version : ''
}

function dependenciesOf(folder: string): readonly string[] {
  const manifest = manifestOf(folder)
  return ['dependencies', 'peerDependencies'].flatMap((kind) => Object.keys(Object(Reflect.get(manifest, kind))))
}

/** An empty one where there is none, or none that can be read. */
function manifestOf(folder: string): object {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return {}
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? manifest : {}
  } catch {
    return {}
  }
}
