import type { Part, PartClass, PartInstance } from './harness.ts'

export interface PartOptions extends Partial<Pick<Part, 'lifetime' | 'takes'>> {
  /** What its constructor does besides. */
  readonly construct?: () => unknown
  /** What its `dispose` does besides. */
  readonly dispose?: () => unknown
}

/** What the parts of a rule did, in order. */
export class Journal {
  readonly constructed: string[] = []
  readonly disposed: string[] = []

  /** A part that writes its construction and its disposal down. A singleton, unless told otherwise. */
  part(name: string, options: PartOptions = {}): Part {
    const { lifetime = 'singleton', takes = [], construct, dispose } = options
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
    return { name, target, lifetime, takes }
  }
}
