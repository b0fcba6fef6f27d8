import { inspect } from 'node:util'
import { HotseatError, linesOfChain, type ReloaderEvents, type SourceLocation } from '@hotseat/core'
import { detailsOf } from './error-details.ts'
import { causeOf } from './format.ts'
import { linkedPlace, shortened } from './links.ts'
import { stamp, type Style } from './style.ts'

/** What there is to know of a failed build beside the error. */
export interface Circumstances {
  /** What changed before it. */
  readonly paths: readonly string[]
  /** Requests wait for new code (`freshness: 'hold'`), and are answered with the failure where there is none. */
  readonly holds: boolean
}

/** A failed build: the error, its place, the lines around it, who imports it, what caused it, and what requests get meanwhile. */
export function buildFailed(
  event: ReloaderEvents['build-failed'],
  { paths, holds }: Circumstances,
  style: Style,
): string {
  const { generation, reason, error } = event
  const headline = style.colors.red(`generation ${generation} failed`)
  return [
    `${stamp(style)} ${causeOf(reason, paths, style)}${headline} ${style.colors.dim(`(${error.code})`)}`,
    ...errorLines(error, style),
    `  ${meanwhile(event, holds)}`,
  ].join('\n')
}

function meanwhile({ answeredBy }: ReloaderEvents['build-failed'], holds: boolean): string {
  if (answeredBy === undefined) return 'nothing serves yet, until a save mends it'
  return holds ? 'requests are answered 503, until a save mends it' : `generation ${answeredBy} keeps serving`
}

export function disposeFailed(event: ReloaderEvents['dispose-failed'], style: Style): string {
  const headline = `generation ${event.generation} did not let go of everything`
  return [`${stamp(style)} ${style.colors.yellow(headline)}`, ...errorLines(event.error, style)].join('\n')
}

export function watchFailed(event: ReloaderEvents['watch-failed'], style: Style): string {
  const headline = event.fatal ? 'changes are no longer seen: start Hotseat again' : 'the watcher has trouble'
  return [`${stamp(style)} ${style.colors.red(headline)}`, ...errorLines(event.error, style)].join('\n')
}

/** An error of the application's that nothing caught. */
export function strayError(error: HotseatError, style: Style): string {
  const headline =
    error.code === 'HOTSEAT_UNHANDLED_REJECTION'
      ? 'the application left a promise rejected, and goes on serving'
      : 'the application threw where nothing catches, and goes on serving'
  return [`${stamp(style)} ${style.colors.red(headline)}`, ...errorLines(error, style)].join('\n')
}

/** What a request handler of the application threw. */
export function requestFailed(error: HotseatError, style: Style): string {
  return [`${stamp(style)} ${style.colors.red('a request failed')}`, ...errorLines(error, style)].join('\n')
}

/** Something to know that keeps nothing from working. */
export function advice({ code, message }: HotseatError, style: Style): string {
  const { colors } = style
  return `${stamp(style)} ${colors.yellow(message)} ${colors.dim(`(${code})`)}`
}

/** An error that ends the command: one of Hotseat's by its message, any other with its stack. */
export function fatal(error: unknown, style: Style): string {
  if (!HotseatError.is(error)) return inspect(error)
  return [
    `${style.colors.red('hotseat cannot start')} ${style.colors.dim(`(${error.code})`)}`,
    ...errorLines(error, style),
    ...(detection.test(error.code)
      ? [style.colors.dim('  `npx hotseat doctor` explains what is detected; `npx hotseat init` sets a project up')]
      : []),
  ].join('\n')
}

/** Codes of what was looked for and not found. */
const detection = /^HOTSEAT_(?:ENTRY|NO_SERVER|NO_CONTAINER|NO_WATCHER|ADAPTER)/

/** Message, place and frame, who imports it, and what it was caused by; indented. */
export function errorLines(error: HotseatError, style: Style): string[] {
  const { colors, lookup } = style
  const { message, location, importers, causes } = detailsOf(error, lookup)
  const placeOf = (place: SourceLocation): string => colors.cyan(linkedPlace(place, style))
  const parts = [
    shortened(message, style),
    ...(location ? [placeOf(location), location.frame ?? ''] : []),
    ...linesOfChain('imported by', importers).map((line) => colors.dim(shortened(line, style))),
    ...causes.flatMap((cause) => [
      `Caused by: ${cause.name}: ${shortened(cause.message, style)}`,
      ...(cause.location ? [placeOf(cause.location)] : []),
    ]),
  ]
  const lines = parts.flatMap((part) => part.split('\n')).filter((line) => line.trim() !== '')
  return lines.map((line) => `  ${/^\s*\d* \|/.test(line) ? colors.dim(line) : line}`)
}
