import { HotseatError } from '@hotseat/core'

/** The HotseatError that `action` throws or rejects with. */
export async function thrownBy(action: () => unknown): Promise<HotseatError> {
  try {
    await action()
  } catch (error) {
    if (HotseatError.is(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
