import { inspect } from 'node:util'
import { HotseatError, type ReloaderEvents, type SourceLocation } from '@hotseat/core'
import type picocolors from 'picocolors'
import { linkedPlace, shortened } from './links.ts'
import { counted, shownChange, shownPath } from './paths.ts'

/** What the words are formatted for. */
export interface Style {
  readonly colors: ReturnType<typeof picocolors.createColors>
  /** The working directory, absolute: paths are shown relative to it. */
  readonly cwd: string
  /** Whether places in the source are links. */
  readonly links: boolean
  readonly now: Date
}

/** Said once, when the port is open. */
export interface Banner {
  readonly version: string
  readonly urls: readonly string[]
  readonly entry: string
  readonly configFile: string | undefined
  /** Names of the adapters. */
  readonly adapters: readonly string[]
}

export function banner({ version, urls, entry, configFile, adapters }: Banner, { colors, cwd }: Style): string {
  const from = configFile === undefined ? '' : `, ${shownPath(configFile, cwd)}`
  return [
    `${colors.bold('hotseat')} ${version} serves ${colors.cyan(urls.join(', '))}`,
    colors.dim(`  ${shownPath(entry, cwd)} with ${adapters.join(', ')}${from}`),
  ].join('\n')
}

/** Where the application can be reached has changed. */
export function serves(urls: readonly string[], style: Style): string {
  return `${stamp(style)} serves ${style.colors.cyan(urls.join(', '))}`
}

/**
 * @param mended whether the build before it failed
 * @example 'src/greeter.ts changed → generation 2 in 14 ms (1 new, 7 carried)'
 */
export function swapped(event: ReloaderEvents['swap'], mended: boolean, style: Style): string {
  const { colors, cwd } = style
  const { generation, modules, paths } = event
  const counts =
    event.retired === undefined
      ? counted(modules.instantiated, 'module')
      : `${modules.instantiated} new, ${modules.carried} carried`
  const cause = paths.length > 0 ? `${shownChange(paths, cwd)} changed → ` : ''
  const number = colors.green(`generation ${generation}`)
  return `${stamp(style)} ${cause}${number} in ${milliseconds(event.total)} ${colors.dim(`(${counts})`)}${mended ? ', mended' : ''}`
}

/**
 * A failed build: the error, its place, the lines around it, and who answers meanwhile.
 *
 * @param paths what changed before it
 */
export function buildFailed(event: ReloaderEvents['build-failed'], paths: readonly string[], style: Style): string {
  const { generation, error, answeredBy } = event
  const cause = paths.length > 0 ? `${shownChange(paths, style.cwd)} changed → ` : ''
  const serving =
    answeredBy === undefined ? 'nothing serves yet, until a save mends it' : `generation ${answeredBy} keeps serving`
  return [
    `${stamp(style)} ${cause}${style.colors.red(`generation ${generation} failed`)} ${style.colors.dim(`(${error.code})`)}`,
    ...errorLines(error, style),
    `  ${serving}`,
  ].join('\n')
}

export function disposeFailed(event: ReloaderEvents['dispose-failed'], style: Style): string {
  const headline = `generation ${event.generation} did not let go of everything`
  return [`${stamp(style)} ${style.colors.yellow(headline)}`, ...errorLines(event.error, style)].join('\n')
}

/** What a generation had started and did not end. */
export function leftBehind(
  leftovers: readonly { readonly kind: string; readonly name: string; readonly location: SourceLocation | undefined }[],
  generation: number,
  style: Style,
): string {
  const { colors } = style
  const lines = leftovers.map(({ kind, name, location }) => {
    const place = location ? ` ${colors.cyan(linkedPlace(location, style))}` : ''
    return `  ${kind} ${name}${place}`
  })
  const headline = `generation ${generation} left behind what is ended now:`
  return [`${stamp(style)} ${colors.yellow(headline)}`, ...lines].join('\n')
}

export function cutOff(event: ReloaderEvents['drained'], style: Style): string {
  const text = `generation ${event.generation}: ${counted(event.forced, 'request')} cut off after ${milliseconds(event.duration)}`
  return `${stamp(style)} ${style.colors.yellow(text)}`
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
export function requestFailed(error: HotseatError, location: SourceLocation | undefined, style: Style): string {
  return [`${stamp(style)} ${style.colors.red('a request failed')}`, ...linesOf(error.message, location, style)].join(
    '\n',
  )
}

/** An error that ends the command: one of Hotseat's by its message, any other with its stack. */
export function fatal(error: unknown, style: Style): string {
  if (!HotseatError.is(error)) return inspect(error)
  return [
    `${style.colors.red('hotseat cannot start')} ${style.colors.dim(`(${error.code})`)}`,
    ...errorLines(error, style),
  ].join('\n')
}

function errorLines(error: HotseatError, style: Style): string[] {
  return linesOf(error.message, error.location, style)
}

/** Message, place and frame, indented. */
function linesOf(message: string, location: SourceLocation | undefined, style: Style): string[] {
  const { colors } = style
  const parts = [shortened(message, style)]
  if (location) parts.push(colors.cyan(linkedPlace(location, style)), location.frame ?? '')
  const lines = parts.flatMap((part) => part.split('\n')).filter((line) => line.trim() !== '')
  return lines.map((line) => `  ${/^\s*\d* \|/.test(line) ? colors.dim(line) : line}`)
}

export function draining(style: Style): string {
  return `${stamp(style)} finishing what is in flight ${style.colors.dim('(press Ctrl-C again to exit at once)')}`
}

export function stopped(duration: number, style: Style): string {
  return `${stamp(style)} stopped in ${milliseconds(duration)}`
}

/** What the application left open keeps the process from ending. */
export function leftOpen(resources: readonly string[], style: Style): string {
  return `${stamp(style)} ${style.colors.yellow(`exits although the application left open: ${resources.join(', ')}`)}`
}

/** `12:04:05`, local time. */
function stamp({ colors, now }: Style): string {
  return colors.dim(now.toTimeString().slice(0, 8))
}

/** Milliseconds as one reads them: `14 ms`, `1.4 s`. */
export function milliseconds(time: number): string {
  return time < 1000 ? `${Math.round(time)} ms` : `${(time / 1000).toFixed(1)} s`
}
