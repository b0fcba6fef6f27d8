import { messageOf } from '@hotseat/core'
import { errors } from '../errors.ts'
import { locationAt } from '../stack/frame.ts'

/** The value of a JSON file's text. */
export function parseJson(text: string): unknown {
  return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
}

/** @throws {HotseatError} `HOTSEAT_LOADER_SYNTAX` */
export function checkJson(path: string, text: string, chain: () => readonly string[]): void {
  try {
    parseJson(text)
  } catch (cause) {
    const [, position] = /at position (\d+)/.exec(messageOf(cause)) ?? []
    const location = locationAt(path, text, position === undefined ? text.length : Number(position))
    throw errors.syntax(messageOf(cause), location, chain(), cause)
  }
}
