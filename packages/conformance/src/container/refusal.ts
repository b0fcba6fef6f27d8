import assert from 'node:assert/strict'
import { HotseatError } from '@hotseat/core'

/** That what was disposed says so with a code. */
export async function assertRefuses(use: () => Promise<unknown>, what: string): Promise<void> {
  try {
    await use()
  } catch (error) {
    assert.ok(HotseatError.is(error), `${what} throws what is no HotseatError: ${String(error)}`)
    return
  }
  assert.fail(`${what} still resolves`)
}
