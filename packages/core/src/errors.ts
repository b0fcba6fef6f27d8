const brand = Symbol.for('hotseat.error')

/** A place in the source of the application, as an editor counts: lines and columns from 1. */
export interface SourceLocation {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The lines around the place, the place marked. Plain text, no colour. */
  readonly frame?: string
}

/** What a {@link HotseatError} is made of. */
export interface HotseatErrorInit {
  /** Stable: scripts and tests may compare it. `HOTSEAT_` and upper-case words. */
  readonly code: string
  /** What happened, where, and what to do about it. */
  readonly message: string
  readonly cause?: unknown
  readonly location?: SourceLocation | undefined
  /** Who imports the file that it is about, who imports that one, and so on up to the entry. Absolute paths. */
  readonly importers?: readonly string[] | undefined
}

/**
 * The one error type of Hotseat. Every package keeps a table of the errors it can raise (`errors.ts`): a code
 * that never changes, a message that says what to do next, the cause kept.
 *
 * @example
 * try { await reloader.start() } catch (error) {
 *   if (HotseatError.is(error)) console.error(error.code, error.location?.file)
 * }
 */
export class HotseatError extends Error {
  override readonly name = 'HotseatError'
  readonly code: string
  readonly location: SourceLocation | undefined
  /** The message without {@link importers}, which are listed at its end. */
  readonly summary: string
  readonly importers: readonly string[]

  constructor(init: HotseatErrorInit) {
    const { message, importers = [], cause } = init
    super(message + listed(importers), cause === undefined ? undefined : { cause })
    this.summary = message
    this.importers = importers
    this.code = init.code
    this.location = init.location
    Object.defineProperty(this, brand, { value: true })
  }

  /** All that a person needs in a log: what happened, where, and the lines around the place. */
  override toString(): string {
    const { code, message, location } = this
    const place = location && `${location.file}:${location.line}:${location.column}`
    return [`${code}: ${message}`, place, location?.frame].filter((part) => part !== undefined).join('\n')
  }

  /** True for an error of any copy of this package, unlike `instanceof`. */
  static is(value: unknown): value is HotseatError {
    return typeof value === 'object' && value !== null && brand in value
  }
}

/** The end of a message that names importers. */
function listed(importers: readonly string[]): string {
  const lines = linesOfChain('imported by', importers).join('\n  ')
  return lines === '' ? '' : `\n${lines.charAt(0).toUpperCase()}${lines.slice(1)}`
}

/**
 * A chain of files as a list to be read, each with what it is to the one before. Of a long one the first four and the last two.
 *
 * @example linesOfChain('imported by', ['/app/b.ts', '/app/app.ts']) // ['imported by /app/b.ts', 'imported by /app/app.ts']
 */
export function linesOfChain(relation: string, paths: readonly string[]): readonly string[] {
  const lines = paths.map((path) => `${relation} ${path}`)
  const [first, last] = [lines.slice(0, 4), lines.slice(-2)]
  const left = lines.length - first.length - last.length
  return left <= 1 ? lines : [...first, `… ${left} more …`, ...last]
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/**
 * What is behind an error, the nearest first: its causes and theirs, and what an `AggregateError` is made of. Each thing that is said
 * is said once: what wraps an error most often repeats its message.
 */
export function causesOf(error: HotseatError, most: number): readonly unknown[] {
  const causes: unknown[] = []
  const texts = [error.summary]
  const queue = causedBy(error)
  // A chain may be a ring.
  const seen = new Set<unknown>([error])
  while (queue.length > 0 && causes.length < most) {
    const next = queue.shift()
    if (next === undefined || seen.has(next)) continue
    seen.add(next)
    if (next instanceof Error) queue.push(...causedBy(next))
    const message = messageOf(next)
    if (texts.some((text) => says(text, message))) continue
    texts.push(message)
    causes.push(next)
  }
  return causes
}

/** Whether it is in the text, and not as a part of words: `cannot` does not say `no`. */
function says(text: string, message: string): boolean {
  const at = text.indexOf(message)
  return at >= 0 && !/^\w$/.test(text[at - 1] ?? '') && !/^\w$/.test(text[at + message.length] ?? '')
}

function causedBy(error: Error): unknown[] {
  return error instanceof AggregateError ? [...error.errors, error.cause] : [error.cause]
}
