import { HotseatError } from '@hotseat/core'
import { detailsOf, type Lookup } from './error-details.ts'
import type { DevEvent } from './events.ts'

/** Raised when a line no longer means what it did; that there is more in it does not count. */
const version = 1

/**
 * An event as one line of JSON, without the line end.
 *
 * @example '{"v":1,"event":"stopped","time":"2026-11-28T12:04:05.000Z","duration":3}'
 */
export function jsonLine({ event, ...rest }: DevEvent, now: Date, lookup: Lookup): string {
  return JSON.stringify({ v: version, event, time: now.toISOString(), ...rest }, (_, value: unknown) =>
    HotseatError.is(value) ? errorFields(value, lookup) : value,
  )
}

function errorFields(error: HotseatError, lookup: Lookup): object {
  const { code, message, location, importers, causes } = detailsOf(error, lookup)
  return {
    code,
    message,
    ...location,
    ...(importers.length > 0 && { importers }),
    ...(causes.length > 0 && { causes: causes.map((cause) => ({ ...cause.location, ...cause, location: undefined })) }),
  }
}
