import { HotseatError, type LoadContext, type ModuleGraph, type ModuleLoader } from '@hotseat/core'
import type { LoaderHarness } from '../../src/index.ts'
import type { LoaderFault } from '../broken/loader.ts'
import { evaluate, nativeInstance, sourceInstance, type Instance } from './instance.ts'
import { compile, notFound, resolveFrom, type Exports, type Source, type Target } from './source.ts'

interface Loaded {
  readonly sources: ReadonlyMap<string, Source>
  readonly instances: Map<string, Instance>
}

/** A loader for the few kinds of statements that the rules use, right in every respect but the fault it is given. */
function memoryLoader(fault?: LoaderFault): ModuleLoader {
  const live: Loaded[] = []
  const known = new Map<string, Source>()
  const kept: unknown[] = []
  let isDone = false

  function read(path: string, context: LoadContext, chain: readonly string[]): Source {
    const source = (fault === 'loads each file once' && known.get(path)) || readAgain(path, context, chain)
    known.set(path, source)
    return source
  }

  function readAgain(path: string, context: LoadContext, chain: readonly string[]): Source {
    try {
      const same = known.get(path)
      const isKnown = same?.hash === context.files.hash(path) && fault !== 'compiles again what it knows'
      return same && isKnown ? same : compile(path, context, chain, fault)
    } catch (error) {
      const before = fault === 'serves what was deleted' && !HotseatError.is(error) ? known.get(path) : undefined
      if (before) return before
      const [importer] = chain
      if (HotseatError.is(error) || importer === undefined || fault === 'passes the system’s error on') throw error
      throw notFound(importer, path, error)
    }
  }

  function discover(
    { path, isSource }: Target,
    context: LoadContext,
    sources: Map<string, Source>,
    chain: readonly string[] = [],
  ): void {
    if (!isSource || sources.has(path)) return
    const source = read(path, context, chain)
    sources.set(path, source)
    const lazy = fault === 'reads lazy modules when they are imported' ? [] : source.lazy
    for (const next of [...source.imports.map(({ target }) => target), ...lazy]) {
      discover(next, context, sources, [path, ...chain])
    }
  }

  function isCarried(path: string, loaded: Loaded, last: Loaded | undefined, seen = new Set<string>()): boolean {
    if (seen.has(path)) return true
    seen.add(path)
    const source = loaded.sources.get(path)
    if (!source || last?.instances.get(path)?.isEvaluated !== true) return false
    if (last.sources.get(path)?.hash !== source.hash || path.includes('/node_modules/')) return false
    if (fault === 'carries nothing') return false
    if (fault === 'looks at a module’s own source only') return true
    const targets = source.imports.filter(({ target }) => target.isSource)
    return source.lazy.length === 0 && targets.every(({ target }) => isCarried(target.path, loaded, last, seen))
  }

  async function load(entry: string, context: LoadContext): Promise<ModuleGraph> {
    if (fault !== 'does not heed abort') context.signal.throwIfAborted()
    if (isDone) throw new Error('something failed before')
    const sources = new Map<string, Source>()
    let last = live.at(-1)
    const loaded: Loaded = { sources, instances: new Map() }
    const stats = { carried: 0, instantiated: 0 }

    function instantiate(target: Target): Instance {
      const present = loaded.instances.get(target.path)
      if (present) return present
      const source = sources.get(target.path)
      const carried = isCarried(target.path, loaded, last) ? last?.instances.get(target.path) : undefined
      const made = carried ?? (source ? instantiateSource(source) : nativeInstance(target, fault))
      loaded.instances.set(target.path, made)
      if (source) stats[carried ? 'carried' : 'instantiated'] += 1
      const dependencies = source?.imports.map((each) => instantiate(each.target)) ?? []
      if (!carried) made.dependencies.push(...dependencies)
      return made
    }

    function instantiateSource(source: Source): Instance {
      return sourceInstance(
        source,
        (specifier) => importing(resolveFrom(source.path, specifier, context, fault)),
        fault,
      )
    }

    async function importing(target: Target): Promise<Exports> {
      if (!live.includes(loaded)) throw new HotseatError({ code: 'MEMORY_RELEASED', message: 'it was released' })
      return await exportsOf(target)
    }

    async function exportsOf(target: Target): Promise<Exports> {
      discover(target, context, sources)
      const instance = instantiate(target)
      try {
        await evaluate(instance, fault)
      } catch (error) {
        if (fault === 'runs again what failed') loaded.instances.delete(target.path)
        throw error
      }
      return instance.exports
    }

    try {
      const exports = await exportsOf({ path: entry, isSource: true })
      live.push(loaded)
      // Else each generation would hold the one before.
      last = undefined
      if (fault === 'keeps every generation') kept.push(exports)
      return {
        exports,
        stats: { ...stats },
        async import(specifier) {
          const target = resolveFrom(entry, specifier, context, fault)
          if (fault === 'imports another copy') loaded.instances.delete(target.path)
          return await importing(target)
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
