import type { BuildReason, ReloaderEvents } from '@hotseat/core'
import type { LeftBehind } from './events.ts'
import { linkedPlace } from './links.ts'
import { counted, shownChange, shownPath } from './paths.ts'
import { milliseconds, stamp, type Style } from './style.ts'

/** Said once, when the port is open. */
export interface Banner {
  readonly version: string
  readonly urls: readonly string[]
  readonly entry: string
  readonly config: string | undefined
  /** Names of the adapters. */
  readonly adapters: readonly string[]
}

export function banner({ version, urls, entry, config, adapters }: Banner, { colors, cwd }: Style): string {
  const from = config === undefined ? '' : `, ${shownPath(config, cwd)}`
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
 * @param paths what changed
 * @param mended whether the build before it failed
 * @example 'src/greeter.ts changed → generation 2 in 14 ms (1 new, 7 carried)'
 */
export function swapped(
  event: ReloaderEvents['swap'],
  paths: readonly string[],
  mended: boolean,
  style: Style,
): string {
  const { generation, modules, reason } = event
  const { colors } = style
  const counts =
    event.retired === undefined
      ? counted(modules.instantiated, 'module')
      : `${modules.instantiated} new, ${modules.carried} carried`
  const number = colors.green(`generation ${generation}`)
  const cause = causeOf(reason, paths, style)
  return `${stamp(style)} ${cause}${number} in ${milliseconds(event.total)} ${colors.dim(`(${counts})`)}${mended ? ', mended' : ''}`
}

/** @example 'src/greeter.ts changed → ' */
export function causeOf(reason: BuildReason, paths: readonly string[], { cwd }: Style): string {
  if (reason === 'back') return 'back to earlier code, until the next save → '
  if (paths.length > 0) return `${shownChange(paths, cwd)} changed → `
  return reason === 'reload' ? 'reload → ' : ''
}

/** How far a build has come. */
export interface Progress {
  readonly generation: number
  readonly reason: BuildReason
  readonly paths: readonly string[]
  readonly phase: string
  /** Milliseconds in this phase. */
  readonly time: number
}

/** Milliseconds for which one frame is shown. */
export const frameTime = 80
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** @example '⠋ src/greeter.ts changed → generation 2: load 120 ms' */
export function building({ generation, reason, paths, phase, time }: Progress, style: Style): string {
  const frame = frames[Math.floor(style.now.getTime() / frameTime) % frames.length] ?? ''
  const { cyan, dim } = style.colors
  return `${cyan(frame)} ${causeOf(reason, paths, style)}generation ${generation}: ${phase} ${dim(milliseconds(time))}`
}

/** What a generation had started and did not end. */
export function leftBehind(leftovers: readonly LeftBehind[], generation: number, style: Style): string {
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
