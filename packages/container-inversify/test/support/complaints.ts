import { HotseatError } from '@hotseat/core'

/** Messages of the errors that a disposal ended with; none if it went well. */
export async function complaintsOf(disposal: Promise<void>): Promise<readonly string[]> {
  try {
    await disposal
    return []
  } catch (error) {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error]
    return errors.map((each) => (HotseatError.is(each) ? `${each.code}: ${each.message}` : String(each)))
  }
}
