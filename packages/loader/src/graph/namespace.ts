export type Namespace = Readonly<Record<string, unknown>>

/** An object with no prototype, and a tag. */
export function newNamespace(): Record<string, unknown> {
  const namespace: Record<string, unknown> = {}
  // Its properties stay fast, as those of an object that was created without a prototype are not.
  Object.setPrototypeOf(namespace, null)
  return Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' })
}

/** The namespace of a CommonJS module that was not imported yet: its names, of nothing so far. */
export function commonJsNamespace(names: readonly string[]): Record<string, unknown> {
  const namespace = newNamespace()
  for (const name of names) {
    Object.defineProperty(namespace, name, { enumerable: true, configurable: true, value: undefined })
  }
  return Object.preventExtensions(namespace)
}

/** Gives the namespace of a CommonJS module what that exports at this moment: as in Node, it is not live. */
export function fillCommonJsNamespace(namespace: Record<string, unknown>, exports: unknown): void {
  for (const name of Object.keys(namespace)) {
    const isWhole = name === 'default' || name === 'module.exports'
    Object.defineProperty(namespace, name, { value: isWhole ? exports : exportOf(exports, name) })
  }
}

function exportOf(exports: unknown, name: string): unknown {
  if (exports === null || (typeof exports !== 'object' && typeof exports !== 'function')) return undefined
  if (!Object.hasOwn(exports, name)) return undefined
  try {
    return Reflect.get(exports, name)
  } catch {
    // A getter that throws is no reason not to import the rest.
    return undefined
  }
}

/** A namespace with nothing but a default export. */
export function defaultNamespace(value: unknown): Namespace {
  const namespace = newNamespace()
  Object.defineProperty(namespace, 'default', { enumerable: true, value })
  return Object.preventExtensions(namespace)
}

const requirable = new WeakMap<Namespace, unknown>()

/**
 * What `require()` of an ES module gives: its namespace, marked as one if it has a default export, so that what
 * compilers made of `import` finds it; or what the module exports by the name of `module.exports`.
 */
export function requiredNamespace(namespace: Namespace): unknown {
  if ('module.exports' in namespace) return namespace['module.exports']
  if (!('default' in namespace) || '__esModule' in namespace) return namespace
  const known = requirable.get(namespace)
  if (known !== undefined) return known
  const marked = newNamespace()
  for (const name of ['__esModule', ...Object.keys(namespace)].sort()) {
    Object.defineProperty(marked, name, {
      enumerable: true,
      get: () => (name === '__esModule' ? true : namespace[name]),
    })
  }
  requirable.set(namespace, Object.preventExtensions(marked))
  return marked
}
