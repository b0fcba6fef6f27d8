import { createRequire } from 'node:module'
import type { Compiled, Exports, Load } from './stand-in.ts'

/** An instance of a module. */
export interface Instance {
  exports: Exports
  /** In the order of its imports; filled in once it is there, for modules may import each other. */
  readonly dependencies: Instance[]
  /** The evaluation, once it has begun. */
  done?: Promise<void>
  run(): Promise<void>
}

/** Of a package: Node's own, one for all generations. */
export function nativeInstance(path: string): Instance {
  const instance: Instance = {
    exports: {},
    dependencies: [],
    run() {
      instance.exports = createRequire(import.meta.url)(path)
      return Promise.resolve()
    },
  }
  return instance
}

/** Linked as soon as it is there: functions can be called, and imports are looked up when they are read. */
export function sourceInstance({ imports, body }: Compiled, load: Load): Instance {
  const scope: object = Object.create(null)
  const instance: Instance = {
    exports: {},
    dependencies: [],
    run: async () => void (await steps.next()),
  }
  for (const [index, { names }] of imports.entries()) {
    for (const name of names) {
      Object.defineProperty(scope, name, { get: () => instance.dependencies[index]?.exports[name] })
    }
  }
  const steps = body(scope, (exports) => (instance.exports = exports), load)
  void steps.next()
  return instance
}

/** Evaluates what an instance depends on, and then itself; once, and whoever asks again gets the same error. */
export async function evaluate(instance: Instance, ancestors: readonly Instance[] = []): Promise<void> {
  if (ancestors.includes(instance)) return
  instance.done ??= begin(instance, [...ancestors, instance])
  await instance.done
}

async function begin(instance: Instance, ancestors: readonly Instance[]): Promise<void> {
  // So that `done` is there for whoever comes upon this instance again.
  await Promise.resolve()
  for (const dependency of instance.dependencies) await evaluate(dependency, ancestors)
  await instance.run()
}
