/**
 * What is known of objects that others have made, and forgotten with them: a WeakMap, but as a private field of theirs. Where
 * every entry is young, as with requests, that is cheaper to look up and to collect.
 *
 * @example
 * const begun = sideTable<number>()
 * begun.set(request, performance.now())
 * begun.get(request) // undefined for one that was never set
 */
export interface SideTable<Value> {
  get(subject: object): Value | undefined
  set(subject: object, value: Value): void
}

/** `super(subject)` in a subclass is that subject: its private fields are added to it, where nobody else sees them. */
class Subject extends Object {
  constructor(subject: object) {
    super()
    return subject
  }
}

export function sideTable<Value>(): SideTable<Value> {
  class Known extends Subject {
    #value: Value

    constructor(subject: object, value: Value) {
      super(subject)
      this.#value = value
    }

    static get(subject: object): Value | undefined {
      return #value in subject ? subject.#value : undefined
    }

    static set(subject: object, value: Value): void {
      if (#value in subject) subject.#value = value
      else void new Known(subject, value)
    }
  }
  return Known
}
