import { createRequire } from 'node:module'
import type { LoaderFault } from '../broken/loader.ts'
import type { Exports, Load, Source, Target } from './source.ts'

/** An instance of a module. */
export interface Instance {
  exports: Exports
  readonly source: Source | undefined
  readonly dependencies: Instance[]
  /** The evaluation, once it has begun. */
  done?: Promise<void>
  isEvaluated: boolean
  run(): Promise<void>
}

export function nativeInstance({ path }: Target, fault: LoaderFault | undefined): Instance {
  const require = createRequire(import.meta.url)
  const instance: Instance = {
    exports: {},
    source: undefined,
    dependencies: [],
    isEvaluated: false,
    run() {
      if (fault === 'loads packages anew') Reflect.deleteProperty(require.cache, path)
      instance.exports = require(path)
      return Promise.resolve()
    },
  }
  return instance
}

/** Linked as soon as it is there: what it imports is looked up in `dependencies`, which may come later. */
export function sourceInstance(source: Source, load: Load, fault: LoaderFault | undefined): Instance {
  const scope: object = Object.create(null)
  for (const [index, { names }] of source.imports.entries()) {
    for (const name of names) Object.defineProperty(scope, name, { get: () => read(index, name) })
  }

  function read(index: number, name: string): unknown {
    try {
      return instance.dependencies[index]?.exports[name]
    } catch (error) {
      if (fault === 'gives undefined for what is not there yet') return undefined
      throw error
    }
  }

  function start(): ReturnType<Source['body']> {
    const body = source.body(scope, (exports) => (instance.exports = exports), load)
    void body.next()
    return body
  }

  let body: ReturnType<Source['body']> | undefined
  const instance: Instance = {
    exports: {},
    source,
    dependencies: [],
    isEvaluated: false,
    async run() {
      body ??= start()
      const evaluation = body.next()
      if (fault === 'does not wait' && source.awaits) evaluation.catch(() => undefined)
      else await evaluation
      if (fault === 'copies what is exported') instance.exports = { ...instance.exports }
    },
  }
  if (fault !== 'links a module when it runs') body = start()
  return instance
}

/** Evaluates what an instance depends on, and then itself; once. */
export async function evaluate(
  instance: Instance,
  fault: LoaderFault | undefined,
  ancestors: readonly Instance[] = [],
): Promise<void> {
  const waitsForItself = fault === 'waits for itself in a cycle' && instance.source?.awaits
  if (ancestors.includes(instance) && !waitsForItself) return
  instance.done ??= begin(instance, fault, [...ancestors, instance])
  await instance.done
}

async function begin(
  instance: Instance,
  fault: LoaderFault | undefined,
  ancestors: readonly Instance[],
): Promise<void> {
  // So that `done` is there for whoever comes upon this instance again.
  await Promise.resolve()
  const { dependencies } = instance
  for (const next of fault === 'imports in reverse order' ? dependencies.toReversed() : dependencies) {
    try {
      await evaluate(next, fault, ancestors)
    } catch (error) {
      if (fault !== 'runs on after a rejected await' || !next.source?.awaits) throw error
    }
  }
  await instance.run()
  instance.isEvaluated = true
}
