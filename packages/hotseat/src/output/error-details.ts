import { HotseatError, messageOf, type SourceLocation } from '@hotseat/core'

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
  return { code, message, location, importers, causes: causesOf(error, message, location, locate) }
}

function causesOf(
  error: Error,
  said: string,
  place: SourceLocation | undefined,
  locate: Lookup['locate'],
): readonly Cause[] {
  const causes: Cause[] = []
  const texts = [said]
  const queue: unknown[] = causedBy(error)
  // A chain may be a ring.
  const seen = new Set<unknown>([error])
  while (queue.length > 0 && causes.length < deepest) {
    const next = queue.shift()
    if (next === undefined || seen.has(next)) continue
    seen.add(next)
    if (next instanceof Error) queue.push(...causedBy(next))
    const name = next instanceof Error ? next.name : 'thrown'
    const message = messageOf(next)
    // What wraps an error most often repeats what it says.
    if (texts.some((text) => text.includes(message))) continue
    texts.push(message)
    const location = HotseatError.is(next) ? next.location : locate?.(next)
    causes.push({ name, message, location: isSamePlace(location, place) ? undefined : location })
  }
  return causes
}

function causedBy(error: Error): unknown[] {
  return error instanceof AggregateError ? [...error.errors, error.cause] : [error.cause]
}

function isSamePlace(one: SourceLocation | undefined, other: SourceLocation | undefined): boolean {
  return one?.file === other?.file && one?.line === other?.line
}
