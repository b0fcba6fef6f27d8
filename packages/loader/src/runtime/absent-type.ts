const brand = Symbol.for('hotseat.loader.absent-type')

/** Stands in decorator metadata for a class that is not there yet, because files import each other. */
export class AbsentType {
  readonly [brand] = true
  /** What to throw where nobody can do without it. */
  readonly reason: Error

  constructor(reason: Error) {
    this.reason = reason
  }

  /** Of a second copy of this module too. */
  static is(value: unknown): value is AbsentType {
    return typeof value === 'object' && value !== null && brand in value
  }
}
