import { dirname, join } from 'node:path'
import { HotseatError, type LoadContext, type ModuleGraph, type ModuleLoader } from '@hotseat/core'
import { errors } from './errors.ts'
import { compile, SyntaxLine, type Compiled, type Exports } from './stand-in.ts'

/**
 * Loads modules with mylib. Every generation has all of its modules to itself, so it declares no `reuse`.
 *
 * @throws {HotseatError} from `load`: `HOTSEAT_MYLIB_NOT_FOUND`, `HOTSEAT_MYLIB_SYNTAX`
 * @example createReloader({ loader: mylib(), … })
 */
export function mylib(): ModuleLoader {
  return { name: 'mylib', load }
}

async function load(entry: string, context: LoadContext): Promise<ModuleGraph> {
  context.signal.throwIfAborted()
  const sources = new Map<string, Compiled>()
  const instances = new Map<string, Exports>()
  let released = false

  /** Reads all there is to read at once: what is imported late is of the same snapshot. */
  const discover = (path: string, importer?: string): void => {
    if (sources.has(path)) return
    const source = read(path, importer, context)
    sources.set(path, source)
    for (const next of [...source.imports.values(), ...source.lazy]) discover(next, path)
  }

  const instantiate = (path: string): Exports => {
    const present = instances.get(path)
    if (present) return present
    const source = sources.get(path)
    if (!source) throw errors.notFound(path, entry, undefined)
    const exports: Exports = {}
    instances.set(path, exports)
    const imported = [...source.imports].map(([name, next]) => instantiate(next)[name])
    source.run(exports, imported, (specifier) => importing(join(dirname(path), specifier)))
    return exports
  }

  // A map of its own for each generation: old code that imports late gets modules of its own generation.
  const importing = async (path: string): Promise<Exports> => {
    if (released) throw errors.released(context.generation)
    discover(path, entry)
    return await Promise.resolve(instantiate(path))
  }

  discover(entry)
  const exports = await Promise.resolve(instantiate(entry))
  return {
    exports,
    stats: { carried: 0, instantiated: instances.size },
    import: (specifier) => importing(join(dirname(entry), specifier)),
    release() {
      released = true
      sources.clear()
      instances.clear()
    },
  }
}

function read(path: string, importer: string | undefined, { files }: LoadContext): Compiled {
  try {
    return compile(path, files.read(path).text)
  } catch (cause) {
    if (HotseatError.is(cause)) throw cause
    if (cause instanceof SyntaxLine) throw errors.syntax(path, cause)
    throw errors.notFound(path, importer ?? path, cause)
  }
}
