import { messageOf, type HotseatError, type Registration } from '@hotseat/core'
import { errors } from '../errors.ts'

/** A package of which applications make containers, or which keeps what they give it. */
export interface Library {
  /** The package's name. */
  readonly name: string
  /** For messages: `a tsyringe container`. */
  readonly what: string
  /** What a module of it exports if it has to do with containers. */
  readonly key: string
  /**
   * Called once for each instance of it, before an application has it: from now on what is made with it is taken note of.
   *
   * @param exports have a property `key`
   * @returns false if it is of a version that is not known
   */
  watch(exports: object, note: Note): boolean
  /** What something that was made with it knows, by name. Left out where that is nothing, or cannot be told. */
  describe?(made: object): readonly Registration[]
}

/** Takes note of something that the application whose code runs now has made; of what is known already it does nothing. */
export type Note = <Made extends object>(made: Made, dispose: (made: Made) => unknown) => void

export interface Extension {
  readonly before?: (self: object, given: readonly unknown[]) => void
  /** Called with what it gave, if that is an object. */
  readonly after?: (result: object) => void
}

/**
 * Has a method do something more than it always did.
 *
 * @param owner the object that has it, or a prototype
 * @returns false if there is no such method, or it cannot be replaced
 */
export function extend(owner: object, name: string, { before, after }: Extension): boolean {
  const { value: native, writable }: PropertyDescriptor = Object.getOwnPropertyDescriptor(owner, name) ?? {}
  const isMethod = (value: unknown): value is Function => typeof value === 'function'
  if (writable !== true || !isMethod(native)) return false
  const extended = function extended(this: unknown, ...given: unknown[]): unknown {
    if (before && isObject(this)) before(this, given)
    const result: unknown = Reflect.apply(native, this, given)
    if (after && isObject(result)) after(result)
    return result
  }
  // It tells of itself what the other did: some tell functions apart by their number of parameters.
  for (const [key, value] of Object.entries({ name, length: native.length }))
    Object.defineProperty(extended, key, { configurable: true, value })
  return Reflect.set(owner, name, extended)
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/**
 * Calls a method of all of them, where they have it, at once, and waits for all.
 * @throws {AggregateError} of a HotseatError for each that failed, naming it
 */
export async function callAll(instances: Iterable<unknown>, method: string, what: string): Promise<void> {
  const failures: HotseatError[] = []
  const callOne = async (instance: object): Promise<void> => {
    try {
      await call(instance, method)
    } catch (cause) {
      failures.push(errors.disposeFailed(`${instance.constructor.name}, of ${what},`, cause))
    }
  }
  await Promise.all([...instances].filter(isObject).map(callOne))
  if (failures.length > 0) throw new AggregateError(failures, failures.map(messageOf).join('\n'))
}

/** What a method of an object comes to; undefined if it has none. */
export function call(self: object, method: string): unknown {
  const called: unknown = Reflect.get(self, method)
  return typeof called === 'function' ? Reflect.apply(called, self, []) : undefined
}
