import { stripVTControlCharacters } from 'node:util'

/** Stack frames, as they stand in a text, in JSON and in HTML: where code is compiled to does not matter. */
const frames = /\n\s*at [^\n]*|\\n\s*at (?:(?!\\n|").)*|<br>(?:\s|&nbsp;)*at (?:(?!<br>|<\/).)*/g

/** A body without stack traces. */
export function withoutFrames(text: string): string {
  return text.replaceAll(frames, '')
}

/** What kind of body it is: the keys and types of JSON, in which lists are as their first; a text without its digits. */
export function shapeOf(body: string): string {
  try {
    return JSON.stringify(kindOf(JSON.parse(body)))
  } catch {
    return body.replaceAll(/\d+/g, '#')
  }
}

function kindOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(kindOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, kindOf(each)]))
}

/**
 * What a process wrote, line by line, by what is the same whenever it is written: without colours, numbers (times, ids)
 * and stack frames, and without Node's way of printing what has been told otherwise.
 *
 * @param told warnings and errors
 * @returns the lines by their normal form
 */
export function linesOf(written: string, told: readonly string[]): ReadonlyMap<string, string> {
  const lines = stripVTControlCharacters(written)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !/^\s+at |^\(Use `|^\s*\^+\s*$|^Node\.js v/.test(line))
    .map((line) => line.replace(/^\(node:\d+\) (?:\[\w+\] )?/, '').trim())
    .filter((line) => !told.some((text) => text.includes(line)))
  return new Map(lines.map((line) => [line.replaceAll(/\d+/g, '#'), line]))
}
