import { Stream } from 'node:stream'

/**
 * How a value says that it wants to be let go: `[Symbol.asyncDispose]`, `[Symbol.dispose]`, or a method `dispose` that
 * takes no arguments (one that does disposes of something else). Undefined for a value that says nothing, and for the
 * process's standard streams: Node made them disposable, and nobody who injects `process.stdout` means that.
 *
 * @example const dispose = disposerOf(instance); if (dispose) await dispose()
 */
export function disposerOf(value: unknown): (() => unknown) | undefined {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined
  if (value instanceof Stream && 'fd' in value && (value.fd === 0 || value.fd === 1 || value.fd === 2)) return undefined
  try {
    for (const key of [Symbol.asyncDispose, Symbol.dispose, 'dispose']) {
      const method: unknown = Reflect.get(value, key)
      if (typeof method !== 'function') continue
      if (key === 'dispose' && method.length > 0) continue
      return () => Reflect.apply(method, value, [])
    }
  } catch {
    // A strict proxy throws when it is asked for a property that it does not know.
  }
  return undefined
}
