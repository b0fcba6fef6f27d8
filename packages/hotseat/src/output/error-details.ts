import { causesOf, HotseatError, messageOf, type SourceLocation } from '@hotseat/core'

/** What there is to say of an error, each thing once. */
export interface ErrorDetails {
  readonly code: string
  /** Without the list of importers that may follow it. */
  readonly message: string
  readonly location: SourceLocation | undefined
  /** Who imports the file of the error, who imports that one, up to the entry. Absolute paths. */
  readonly importers: readonly string[]
  /** What it was caused by, the nearest first, but for what the message says already. */
  readonly causes: readonly Cause[]
}

export interface Cause {
  readonly name: string
  readonly message: string
  readonly location: SourceLocation | undefined
}

/** Where to look things up: what a loader knows. */
export interface Lookup {
  readonly locate?: (error: unknown) => SourceLocation | undefined
}

/** Causes that are followed at most. */
const deepest = 8

export function detailsOf(error: HotseatError, { locate }: Lookup = {}): ErrorDetails {
  const { code, summary: message, importers } = error
  const location = error.location ?? locate?.(error)
  const causes = causesOf(error, deepest).map((cause): Cause => {
    const place = HotseatError.is(cause) ? cause.location : locate?.(cause)
    return {
      name: cause instanceof Error ? cause.name : 'thrown',
      message: messageOf(cause),
      location: isSamePlace(place, location) ? undefined : place,
    }
  })
  return { code, message, location, importers, causes }
}

function isSamePlace(one: SourceLocation | undefined, other: SourceLocation | undefined): boolean {
  return one?.file === other?.file && one?.line === other?.line
}
