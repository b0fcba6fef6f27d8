export type Namespace = Readonly<Record<string, unknown>>

/**
 * Makes an object a namespace: no prototype, a tag. Its properties stay fast, as those of an object that was created
 * without a prototype are not: reading an import was 17 times slower from such an object.
 */
export function initNamespace(namespace: Record<string, unknown>): void {
  Object.setPrototypeOf(namespace, null)
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' })
}

/** The namespace of a CommonJS module that has run: `default`, and the names of what it exports. */
export function fillCommonJsNamespace(namespace: Record<string, unknown>, exports: unknown): void {
  Object.defineProperty(namespace, 'default', { enumerable: true, value: exports })
  if (exports !== null && (typeof exports === 'object' || typeof exports === 'function')) {
    // As Node's, it tells whether the module was once an ES module.
    const mark = Object.hasOwn(exports, '__esModule') ? ['__esModule'] : []
    for (const name of new Set([...Object.keys(exports), ...mark])) {
      if (name === 'default') continue
      Object.defineProperty(namespace, name, { enumerable: true, get: () => Reflect.get(exports, name) })
    }
  }
  Object.preventExtensions(namespace)
}

/** A namespace with nothing but a default export. */
export function defaultNamespace(value: unknown): Namespace {
  const namespace: Record<string, unknown> = {}
  initNamespace(namespace)
  Object.defineProperty(namespace, 'default', { enumerable: true, value })
  return Object.preventExtensions(namespace)
}
