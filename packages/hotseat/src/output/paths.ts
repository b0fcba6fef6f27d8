import { relative } from 'node:path'
import type { SourceLocation } from '@hotseat/core'

/** A path as someone in `cwd` would type it. */
export function shownPath(path: string, cwd: string): string {
  return relative(cwd, path) || '.'
}

/** `src/greeter.ts:3:14`, which terminals and editors make a link of. */
export function shownPlace({ file, line, column }: SourceLocation, cwd: string): string {
  return `${shownPath(file, cwd)}:${line}:${column}`
}

/** `src/greeter.ts`, or `src/greeter.ts and 2 others`; the first in alphabetical order. */
export function shownChange(paths: readonly string[], cwd: string): string {
  const [first, ...others] = paths.map((path) => shownPath(path, cwd)).sort()
  if (first === undefined) return 'nothing'
  return others.length === 0 ? first : `${first} and ${counted(others.length, 'other')}`
}

/** `1 module`, `2 modules`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
