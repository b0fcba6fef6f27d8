import { dirname, join } from 'node:path'
import { HotseatError, type LoadContext, type ModuleGraph, type ModuleLoader } from '@hotseat/core'
import type { LoaderHarness } from '../../src/index.ts'
import type { LoaderFault } from '../broken/loader.ts'
import { compile, notFound, type Source } from './source.ts'

type Exports = Record<string, unknown>

interface Loaded {
  readonly sources: ReadonlyMap<string, Source>
  readonly instances: Map<string, Exports>
}

/** A loader for the few kinds of statements that the rules use, right in every respect but the fault it is given. */
function memoryLoader(fault?: LoaderFault): ModuleLoader {
  const live: Loaded[] = []
  const known = new Map<string, Source>()
  const kept: unknown[] = []
  let isDone = false

  function read(path: string, context: LoadContext): Source {
    const source = (fault === 'loads each file once' && known.get(path)) || compile(path, context.files, fault)
    known.set(path, source)
    return source
  }

  function discover(path: string, context: LoadContext, sources: Map<string, Source>): void {
    if (sources.has(path)) return
    const source = read(path, context)
    sources.set(path, source)
    const lazy = fault === 'reads lazy modules when they are imported' ? [] : source.lazy
    for (const next of [...source.imports.values(), ...lazy]) {
      try {
        discover(next, context, sources)
      } catch (error) {
        if (HotseatError.is(error) || fault === 'passes the system’s error on') throw error
        throw notFound(path, next, error)
      }
    }
  }

  function isCarried(path: string, sources: ReadonlyMap<string, Source>, last: Loaded | undefined): boolean {
    const source = sources.get(path)
    if (!source || !last?.instances.has(path) || last.sources.get(path)?.hash !== source.hash) return false
    if (fault === 'carries nothing') return false
    if (fault === 'looks at a module’s own source only') return true
    return source.lazy.length === 0 && [...source.imports.values()].every((next) => isCarried(next, sources, last))
  }

  async function load(entry: string, context: LoadContext): Promise<ModuleGraph> {
    if (fault !== 'does not heed abort') context.signal.throwIfAborted()
    if (isDone) throw new Error('something failed before')
    const sources = new Map<string, Source>()
    const last = live.at(-1)
    const loaded: Loaded = { sources, instances: new Map() }
    const stats = { carried: 0, instantiated: 0 }

    function instantiate(path: string): Exports {
      const present = loaded.instances.get(path)
      if (present) return present
      const carried = isCarried(path, sources, last) ? last?.instances.get(path) : undefined
      const exports = carried ?? {}
      loaded.instances.set(path, exports)
      stats[carried ? 'carried' : 'instantiated'] += 1
      if (!carried) evaluate(path, exports)
      return exports
    }

    function evaluate(path: string, exports: Exports): void {
      const source = sources.get(path) ?? read(path, context)
      const imported = [...source.imports].map(([name, next]) => instantiate(next)[name])
      source.run(exports, imported, (specifier) => importing(join(dirname(path), specifier)))
    }

    async function importing(path: string): Promise<Exports> {
      if (!live.includes(loaded)) throw new HotseatError({ code: 'MEMORY_RELEASED', message: 'it was released' })
      discover(path, context, sources)
      return instantiate(path)
    }

    try {
      discover(entry, context, sources)
      const exports = instantiate(entry)
      live.push(loaded)
      if (fault === 'keeps every generation') kept.push(exports)
      return {
        exports,
        stats: { ...stats },
        async import(specifier) {
          const path = join(dirname(entry), specifier)
          if (fault === 'imports another copy') loaded.instances.delete(path)
          return await importing(path)
        },
        release() {
          live.splice(live.indexOf(loaded), 1)
          if (fault === 'releases the newest as well') live.pop()
        },
      }
    } catch (error) {
      isDone = fault === 'is done for after a failure'
      if (fault === 'wraps what is thrown' && !HotseatError.is(error)) throw new Error('it failed', { cause: error })
      throw error
    }
  }

  return { name: 'memory', capabilities: { reuse: true }, load }
}

export function memoryLoaderHarness(fault?: LoaderFault): LoaderHarness {
  return { create: () => memoryLoader(fault) }
}
