import type { Part, PartClass, PartInstance } from './harness.ts'

export interface ClassOptions {
  /** What its constructor does besides. */
  readonly construct?: () => unknown
  /** What its `dispose` does besides. */
  readonly dispose?: () => unknown
}

export interface PartOptions extends ClassOptions, Partial<Pick<Part, 'lifetime' | 'takes'>> {}

/**
 * What classes did, in order: for rules, and for an adapter's own tests of what only its library can do.
 *
 * @example
 * const journal = new Journal()
 * const generation = await build((container) => container.bind(journal.class('Database')).toSelf())
 * await generation.dispose()
 * expect(journal.disposed).toEqual(['Database'])
 */
export class Journal {
  /** Names, as the constructors ended. */
  readonly constructed: string[] = []
  /** Names, as the disposals began. */
  readonly disposed: string[] = []

  /** A class that writes its construction and its disposal down, and keeps what it was constructed with. */
  class(name: string, { construct, dispose }: ClassOptions = {}): PartClass {
    const { constructed, disposed } = this
    const target: PartClass = class implements PartInstance {
      readonly takes: readonly unknown[]

      constructor(...taken: unknown[]) {
        this.takes = taken
        construct?.()
        constructed.push(name)
      }

      dispose(): unknown {
        disposed.push(name)
        return dispose?.()
      }
    }
    Object.defineProperty(target, 'name', { value: name })
    return target
  }

  /** The same as a part to be bound: a singleton, unless told otherwise. */
  part(name: string, { lifetime = 'singleton', takes = [], ...options }: PartOptions = {}): Part {
    return { name, target: this.class(name, options), lifetime, takes }
  }
}
