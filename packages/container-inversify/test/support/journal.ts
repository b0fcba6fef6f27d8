/** What a test's classes did. */
export class Journal {
  readonly constructed: string[] = []
  readonly instances: Part[] = []
  readonly disposed: string[] = []

  /** A class that writes its construction and disposal down, and keeps what it was constructed with. */
  part(name: string, dispose: () => unknown = () => undefined): new (...takes: unknown[]) => Part {
    const { constructed, disposed, instances } = this
    const target = class {
      readonly takes: readonly unknown[]

      constructor(...takes: unknown[]) {
        this.takes = takes
        constructed.push(name)
        instances.push(this)
      }

      dispose(): unknown {
        disposed.push(name)
        return dispose()
      }
    }
    Object.defineProperty(target, 'name', { value: name })
    return target
  }
}

export interface Part {
  readonly takes: readonly unknown[]
  dispose(): unknown
}
