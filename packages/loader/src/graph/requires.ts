import type { Unit } from '../compile/unit.ts'

const call = /\brequire\s*\(\s*(?:"([^"\\\n]+)"|'([^'\\\n]+)'|`([^`\\$\n]+)`)\s*\)/g

const known = new WeakMap<Unit, readonly string[]>()

/**
 * The specifiers of the `require()`s that are written out in a module. Guessed from the text, as the names that CommonJS
 * exports are: one in a comment does no harm, for what is found by it may be faulty until it is required.
 */
export function requiresIn(unit: Unit): readonly string[] {
  if (unit.format === 'json' || (unit.format === 'module' && !unit.commonJsNames)) return []
  const specifiers =
    known.get(unit) ??
    Array.from(String(unit.run).matchAll(call), ([, double, single, template]) => double ?? single ?? template ?? '')
  known.set(unit, specifiers)
  return specifiers
}
