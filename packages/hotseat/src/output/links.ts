import { sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SourceLocation } from '@hotseat/core'
import { shownPlace } from './paths.ts'

/** The part of a style that places need. */
interface PlaceStyle {
  readonly cwd: string
  readonly links: boolean
}

/** `src/greeter.ts:3:14`, a link to the file where the terminal knows links. */
export function linkedPlace(location: SourceLocation, { cwd, links }: PlaceStyle): string {
  const text = shownPlace(location, cwd)
  return links ? link(text, location) : text
}

/** The text with paths as someone in `cwd` would type them, and the places of a stack in it as links. */
export function shortened(text: string, style: PlaceStyle): string {
  const [before = '', ...others] = text.split(style.cwd + sep)
  return others.reduce((done, rest) => {
    const [place = '', path = '', line, column] = /^([^\n:()]+):(\d+):(\d+)/.exec(rest) ?? []
    if (place === '') return done + rest
    const location = { file: style.cwd + sep + path, line: Number(line), column: Number(column) }
    return done.replace(/file:\/\/$/, '') + linkedPlace(location, style) + rest.slice(place.length)
  }, before)
}

/**
 * OSC 8. The line is the fragment as kitty and VS Code read it; the first takes no column. There is no host in the
 * URL, for VS Code would look for the file there.
 *
 * @see https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
 */
function link(text: string, { file, line }: SourceLocation): string {
  return `\u001B]8;;${pathToFileURL(file).href}#${line}\u001B\\${text}\u001B]8;;\u001B\\`
}
