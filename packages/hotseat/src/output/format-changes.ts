import type { HotseatError } from '@hotseat/core'
import { errorLines } from './format-errors.ts'
import { shownChange } from './paths.ts'
import { stamp, type Style } from './style.ts'

/** Files of variables were read again. @param changed names of the variables */
export function environmentChanged(paths: readonly string[], changed: readonly string[], style: Style): string {
  const { colors, cwd } = style
  return `${stamp(style)} ${shownChange(paths, cwd)} changed: ${changed.join(', ')} ${colors.dim('(read again)')}`
}

export function restarts(paths: readonly string[], reason: string, style: Style): string {
  const { colors, cwd } = style
  return `${stamp(style)} ${shownChange(paths, cwd)} changed: ${colors.yellow('Hotseat restarts')}, for ${reason}`
}

export function restartFailed(paths: readonly string[], error: HotseatError, style: Style): string {
  const { colors, cwd } = style
  const headline = `${shownChange(paths, cwd)} changed → ${colors.red('it cannot be used')} ${colors.dim(`(${error.code})`)}`
  return [`${stamp(style)} ${headline}`, ...errorLines(error, style), '  everything goes on as before'].join('\n')
}

/** Something that was asked for cannot be done. */
export function refused(error: HotseatError, style: Style): string {
  const { yellow, dim } = style.colors
  return [
    `${stamp(style)} ${yellow('that cannot be done')} ${dim(`(${error.code})`)}`,
    ...errorLines(error, style),
  ].join('\n')
}

export function paused(style: Style): string {
  return `${stamp(style)} ${style.colors.yellow('paused')}: saves wait ${style.colors.dim('(press p to go on)')}`
}

export function resumed(style: Style): string {
  return `${stamp(style)} goes on`
}
