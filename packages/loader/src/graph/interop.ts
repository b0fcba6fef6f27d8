import type { Namespace } from './namespace.ts'

/**
 * What modules that are compiled from ES modules to CommonJS call: the helpers of tsc's own output, with its semantics.
 */
export const interop = {
  /**
   * Exports a binding of the module: undefined until it is initialised. Who assigns to the export replaces it by a plain
   * property, as all of them are in tsc's output.
   */
  live(exports: object, name: string, binding: () => unknown): void {
    Object.defineProperty(exports, name, {
      enumerable: true,
      configurable: true,
      get() {
        try {
          return binding()
        } catch {
          return undefined
        }
      },
      set(value: unknown) {
        Object.defineProperty(exports, name, { enumerable: true, configurable: true, writable: true, value })
      },
    })
  },

  /** `import all from` */
  whole: (module: unknown): unknown => (wasEsModule(module) ? module : { default: module }),

  /** `import * as`, and imports of the default beside others */
  all(module: unknown): Namespace {
    if (wasEsModule(module)) return module
    const namespace: Record<string, unknown> = {}
    if (module !== null && module !== undefined) {
      for (const name of Object.getOwnPropertyNames(Object(module)))
        if (name !== 'default') bind(namespace, module, name)
    }
    return Object.defineProperty(namespace, 'default', { enumerable: true, value: module })
  },

  /** `export * from`: what there is at this moment. */
  star(module: unknown, exports: object): void {
    for (const name in Object(module)) {
      if (name !== 'default' && !Object.hasOwn(exports, name)) bind(exports, module, name)
    }
  },
}

function wasEsModule(module: unknown): module is Namespace {
  return module !== null && module !== undefined && Boolean(Reflect.get(Object(module), '__esModule'))
}

/** A property that is live: it is read where it came from. */
function bind(target: object, module: unknown, name: string): void {
  const from: object = Object(module)
  const found = Object.getOwnPropertyDescriptor(from, name)
  const isFixed = found && (found.get ? wasEsModule(module) && !found.set : !found.writable && !found.configurable)
  const live = { enumerable: true, get: (): unknown => Reflect.get(from, name) }
  Object.defineProperty(target, name, isFixed ? found : live)
}
