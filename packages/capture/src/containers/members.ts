import { isObject } from './library.ts'

/** A member of something of whatever shape; a getter of it is not called. */
export function member(self: unknown, key: PropertyKey): unknown {
  for (let at: unknown = self; isObject(at); at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key)
    if (descriptor) return descriptor.value
  }
  return undefined
}

/** A member that is a text; undefined for any other. */
export function textOf(self: unknown, key: PropertyKey): string | undefined {
  const value = member(self, key)
  return typeof value === 'string' ? value : undefined
}

/** The entries of a map that is a member; none of anything else. */
export function entriesOf(map: unknown): readonly (readonly [key: unknown, value: unknown])[] {
  return map instanceof Map ? [...map] : []
}

/** A list that is a member; empty for anything else. */
export function listOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : []
}
