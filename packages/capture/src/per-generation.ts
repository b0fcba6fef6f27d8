import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Packages that keep in variables of their own what the application gives them: under names that may be given once, or
 * in one place, where a second generation's takes that of the first. And from which version on they do not any more.
 */
const stateful: Readonly<Record<string, { readonly until?: readonly [major: number, minor: number] }>> = {
  '@fastify/awilix': {},
  mongoose: {},
  'node-cron': {},
  'node-schedule': {},
  'prom-client': {},
  // Both: the container, by `useContainer()` or `buildSchema()`.
  'routing-controllers': {},
  'type-graphql': {},
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
  const dependencies = dependenciesIn(readManifest(join(root, 'package.json')))
  const own = Object.entries(stateful)
    .filter(([name, { until }]) => dependencies.includes(name) && isBefore(manifestOf(name, root), until))
    .map(([name]) => name)
  if (own.length === 0) return []
  const uses = (name: string): boolean => dependenciesIn(manifestOf(name, root)).some((used) => own.includes(used))
  return [...own, ...dependencies.filter((name) => !own.includes(name) && uses(name))]
}

function isBefore(manifest: object, until: readonly [number, number] | undefined): boolean {
  if (!until) return true
  const version: unknown = Reflect.get(manifest, 'version')
  const [major = 0, minor = 0] = typeof version === 'string' ? version.split('.').map(Number) : []
  return major < until[0] || (major === until[0] && minor < until[1])
}

function dependenciesIn(manifest: object): readonly string[] {
  return ['dependencies', 'peerDependencies'].flatMap((kind) => Object.keys(Object(Reflect.get(manifest, kind))))
}

/** Of an installed package, in the folder or above: that of a workspace may have it. */
function manifestOf(name: string, root: string): object {
  const file = join(root, 'node_modules', name, 'package.json')
  return existsSync(file) || dirname(root) === root ? readManifest(file) : manifestOf(name, dirname(root))
}

/** An empty one where there is none, or none that can be read. */
function readManifest(file: string): object {
  if (!existsSync(file)) return {}
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? manifest : {}
  } catch {
    return {}
  }
}
