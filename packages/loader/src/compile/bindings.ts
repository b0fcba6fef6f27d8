import type { Export } from './header.ts'
import type { Getter } from './wrapper.ts'

const getters = Symbol('getters')

/** What the importers of a module read its exports from, by name. */
export interface Bindings {
  [getters]: readonly Getter[]
  readonly [name: string]: unknown
}

/**
 * The exports of a file that exports nothing but its own. The objects that its importers read them from have them of a
 * prototype, which all instances share: to V8 an object with accessors of its own is a dictionary from the second
 * instance on, 20 times as slow to make and three times as slow to read.
 */
export class OwnExports {
  readonly #names: readonly string[]
  readonly #prototype: object = Object.create(null)

  constructor(exports: readonly Extract<Export, { kind: 'local' }>[]) {
    this.#names = exports.map(({ name }) => name)
    for (const { name, slot } of exports) Object.defineProperty(this.#prototype, name, { get: accessor(slot) })
  }

  /** Of an instance, before it is linked. */
  bindings(): Bindings {
    return Object.create(this.#prototype)
  }

  /** Gives a namespace all its names. */
  fill(namespace: object, bindings: Bindings): void {
    for (const name of this.#names)
      Object.defineProperty(namespace, name, { enumerable: true, get: () => bindings[name] })
    Object.preventExtensions(namespace)
  }
}

/** Undefined if it re-exports something. */
export function ownExports(exports: readonly Export[], stars: readonly number[]): OwnExports | undefined {
  if (stars.length > 0) return undefined
  const own = exports.filter((each) => each.kind === 'local')
  return own.length === exports.length ? new OwnExports(own) : undefined
}

/** @param values by slot */
export function bind(bindings: Bindings, values: readonly Getter[]): void {
  bindings[getters] = values
}

const accessors: ((this: Bindings) => unknown)[] = []

/** One for all files: their objects differ in the slot only. */
function accessor(slot: number): (this: Bindings) => unknown {
  accessors[slot] ??= function (): unknown {
    return this[getters][slot]?.()
  }
  return accessors[slot]
}
