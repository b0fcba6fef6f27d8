/**
 * What is in a registry, as far as it can be told from outside: lists, maps and sets, in each other or as properties
 * of one object. Anything else is taken as it is.
 */

type Collection = unknown[] | Map<unknown, unknown> | Set<unknown>

/** A copy in which the collections are others, and what is in them is the same. */
export function copyOf(contents: unknown): unknown {
  if (Array.isArray(contents)) return contents.map(copyOf)
  if (contents instanceof Map) return new Map([...contents].map(([key, value]) => [key, copyOf(value)]))
  if (contents instanceof Set) return new Set(contents)
  return contents
}

/** As {@link copyOf}, also of the object that has the collections as its properties. */
export function recordOf(registry: unknown): unknown {
  if (isCollection(registry) || typeof registry !== 'object' || registry === null) return copyOf(registry)
  return Object.fromEntries(Object.entries(registry).map(([name, value]) => [name, copyOf(value)]))
}

/** Adds to `target` what `after` has and `before` has not; `before` and `after` are one thing at two times. */
export function add(target: unknown, after: unknown, before?: unknown): void {
  if (Array.isArray(target) && Array.isArray(after)) {
    const known = new Set(Array.isArray(before) ? before : [])
    for (const item of after) if (!known.has(item) && !target.includes(item)) target.push(copyOf(item))
  } else if (target instanceof Set && after instanceof Set) {
    for (const item of after) if (!(before instanceof Set && before.has(item))) target.add(item)
  } else if (target instanceof Map && after instanceof Map) {
    for (const [key, value] of after) {
      const was: unknown = before instanceof Map ? before.get(key) : undefined
      if (target.has(key) && isCollection(value)) add(target.get(key), value, was)
      else if (value !== was) target.set(key, additionsTo(value, was))
    }
  } else if (isRecord(target) && isRecord(after)) {
    for (const [key, value] of Object.entries(after)) {
      const was: unknown = isRecord(before) ? before[key] : undefined
      const has: unknown = target[key]
      if (isCollection(has) && isCollection(value)) add(has, value, was)
      else if (value !== was) target[key] = additionsTo(value, was)
    }
  }
}

function additionsTo(after: unknown, before: unknown): unknown {
  if (!isCollection(after)) return after
  const additions = emptyLike(after)
  add(additions, after, before)
  return additions
}

/** What there is in one that nothing was added to. */
export function emptyLike(registry: unknown): unknown {
  if (Array.isArray(registry)) return []
  if (registry instanceof Map) return new Map()
  return registry instanceof Set ? new Set() : {}
}

export function isCollection(value: unknown): value is Collection {
  return Array.isArray(value) || value instanceof Map || value instanceof Set
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isCollection(value)
}
