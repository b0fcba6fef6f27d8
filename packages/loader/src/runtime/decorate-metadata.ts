import { AbsentType } from './absent-type.ts'

/** Of a class, or of a member or a parameter of one. */
type Decorator = (target: object, key?: string | symbol) => void

/**
 * Stands in for the compiler's own helper, which tells decorators of the types of a class by `Reflect.metadata`. What
 * another file gave a name is turned into what tsc, which knows all files, would have written: a class is itself, an
 * enum is Number or String, and what is neither is Object. Of a class that a cycle keeps from being there a constructor
 * cannot do without, unless a decorator of the parameter says what is injected; other metadata has undefined for it, as
 * tsc's: entities that refer to each other are written so.
 *
 * @param kind `design:type`, `design:paramtypes` or `design:returntype`
 * @param decorated indexes of the parameters of a constructor that have decorators
 */
export default function decorateMetadata(kind: string, value: unknown, decorated: readonly number[] = []): Decorator {
  const metadata: unknown = Reflect.get(Reflect, 'metadata')
  if (typeof metadata !== 'function') return () => {}
  return (target, key) => {
    const types: readonly unknown[] = Array.isArray(value) ? value : [value]
    const absent =
      key === undefined ? types.find((type, index) => AbsentType.is(type) && !decorated.includes(index)) : undefined
    if (AbsentType.is(absent)) throw absent.reason
    const written = Array.isArray(value) ? types.map(typeOf) : typeOf(value)
    Reflect.apply(
      Reflect.apply(metadata, Reflect, [kind, written]),
      undefined,
      key === undefined ? [target] : [target, key],
    )
  }
}

function typeOf(value: unknown): unknown {
  // `void 0`, as tsc writes it of null and undefined, or a class.
  if (value === undefined || typeof value === 'function') return value
  if (AbsentType.is(value)) return undefined
  // A member of an enum.
  if (typeof value === 'string') return String
  if (typeof value === 'number') return Number
  return typeof value === 'object' && value !== null ? enumType(value) : Object
}

/** Of an enum, or of a constant object that is used as one. */
function enumType(value: object): unknown {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value)
  const isNameOfNumber = (key: string, name: unknown): boolean =>
    typeof name === 'string' && Reflect.get(value, name) === Number(key)
  const members = entries.filter(([key, member]) => !isNameOfNumber(key, member)).map(([, member]) => member)
  const kinds = new Set(members.map((member) => typeof member))
  if (kinds.size !== 1) return Object
  return kinds.has('string') ? String : kinds.has('number') ? Number : Object
}
