import { createRequire } from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'
import type { LoadContext, ModuleGraph, ModuleLoader } from '@hotseat/core'
import { errors } from './errors.ts'
import { evaluate, nativeInstance, sourceInstance, type Instance } from './instance.ts'
import { compile, SyntaxPlace, type Compiled, type Exports } from './stand-in.ts'

/**
 * Loads modules with mylib. Every generation has all of its modules to itself, so it declares no `reuse`; nor does
 * it declare what the suite tries beyond ES modules.
 *
 * @throws {HotseatError} from `load`: `HOTSEAT_MYLIB_NOT_FOUND`, `HOTSEAT_MYLIB_SYNTAX`
 * @example createReloader({ loader: mylib(), … })
 */
export function mylib(): ModuleLoader {
  return { name: 'mylib', load }
}

async function load(entry: string, context: LoadContext): Promise<ModuleGraph> {
  context.signal.throwIfAborted()
  // A map of its own for each generation: old code that imports late gets modules of its own generation.
  const instances = new Map<string, Instance>()
  let released = false

  /** Reads and links all there is at once: what is imported late is of the same snapshot. */
  const instanceOf = (specifier: string, chain: readonly string[]): Instance => {
    const path = resolve(specifier, chain)
    const present = instances.get(path)
    if (present) return present
    if (!isSource(path, context)) return keep(path, nativeInstance(path))
    const source = read(path, specifier, chain, context)
    const further = [path, ...chain]
    const made = keep(
      path,
      sourceInstance(source, (late) => importing(late, path)),
    )
    made.dependencies.push(...source.imports.map((each) => instanceOf(each.specifier, further)))
    for (const late of source.lazy) instanceOf(late, further)
    return made
  }

  const keep = (path: string, instance: Instance): Instance => {
    instances.set(path, instance)
    return instance
  }

  const importing = async (specifier: string, importer: string): Promise<Exports> => {
    if (released) throw errors.released(context.generation)
    const instance = instanceOf(specifier, [importer])
    await evaluate(instance)
    return instance.exports
  }

  const instance = instanceOf(entry, [])
  await evaluate(instance)
  return {
    exports: instance.exports,
    stats: { carried: 0, instantiated: [...instances.keys()].filter((path) => isSource(path, context)).length },
    import: async (specifier) => await importing(specifier, entry),
    release() {
      released = true
      instances.clear()
    },
  }
}

/** Links are followed: a package that is linked from outside of node_modules is source. */
function resolve(specifier: string, [importer]: readonly string[]): string {
  if (importer === undefined) return specifier
  if (specifier.startsWith('.')) return join(dirname(importer), specifier)
  try {
    return createRequire(importer).resolve(specifier)
  } catch (cause) {
    throw errors.notFound(specifier, importer, cause)
  }
}

/** Packages are Node's, but for those of which every generation needs its own. */
function isSource(path: string, { perGeneration }: LoadContext): boolean {
  const [, inside] = /^.*\/node_modules\/(.*)$/.exec(path) ?? []
  return isAbsolute(path) && (inside === undefined || perGeneration.some((name) => inside.startsWith(`${name}/`)))
}

function read(path: string, specifier: string, chain: readonly string[], { files }: LoadContext): Compiled {
  try {
    return compile(files.read(path).text)
  } catch (cause) {
    if (cause instanceof SyntaxPlace) throw errors.syntax(path, chain, cause)
    throw errors.notFound(specifier, chain[0] ?? path, cause)
  }
}
