import type { SourceLocation } from '@hotseat/core'
import { codeFrame } from '../on-demand.ts'

/** A place in a source, by offset. */
export function locationAt(file: string, text: string, offset: number): SourceLocation {
  const before = text.slice(0, offset).split('\n')
  return locationOf(file, text, before.length, (before.at(-1)?.length ?? 0) + 1)
}

/** A place in a source, by line and column from 1. */
export function locationOf(file: string, text: string, line: number, column: number): SourceLocation {
  // Columns count from 0 there, since Babel 8.
  const start = { line, column: column - 1 }
  return { file, line, column, frame: codeFrame().codeFrameColumns(text, { start }, { highlightCode: false }) }
}
