import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Packages that keep in variables of their own what the application gives them, under names that may be given once, or
 * whose second use finds the first one's.
 */
const stateful = ['mongoose', 'prom-client', 'tsyringe', 'typedi']

/**
 * The packages that an application depends on of which each generation needs its own: those that are known, and those
 * of its dependencies that use one of them, for both have to be the same instance.
 *
 * @param root the folder of its package.json
 */
export function perGenerationOf(root: string): readonly string[] {
  const dependencies = dependenciesOf(join(root, 'package.json'))
  const own = stateful.filter((name) => dependencies.includes(name))
  if (own.length === 0) return []
  const uses = (name: string): boolean =>
    dependenciesOf(join(root, 'node_modules', name, 'package.json')).some((used) => own.includes(used))
  return [...own, ...dependencies.filter((name) => !own.includes(name) && uses(name))]
}

/** None where there is no package.json, or none that can be read. */
function dependenciesOf(file: string): readonly string[] {
  if (!existsSync(file)) return []
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof manifest !== 'object' || manifest === null) return []
    return ['dependencies', 'peerDependencies'].flatMap((kind) => Object.keys(Object(Reflect.get(manifest, kind))))
  } catch {
    return []
  }
}
