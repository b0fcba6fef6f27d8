import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { codeFrameColumns } from '@babel/code-frame'
import type { SourceLocation } from '@hotseat/core'

/** The place that Node prints ahead of a syntax error: `path:line`, a few lines of source, `^` below the column. */
export function locateInReport(report: string): SourceLocation | undefined {
  const [head = '', ...lines] = report.split('\n')
  const [, file, line] = /^(.+):(\d+)$/.exec(head) ?? []
  const marker = lines.find((text) => /^\s*\^+\s*$/.test(text))
  if (file === undefined || marker === undefined) return undefined
  return place(file, Number(line), marker.indexOf('^') + 1)
}

/** The topmost frame of a stack that is neither Node's own nor in a package. */
export function locateInStack(stack: string): SourceLocation | undefined {
  for (const [, file, line, column] of stack.matchAll(
    /^ +at (?:.* \()?(file:.+?|[/\\].+?|[A-Z]:.+?):(\d+):(\d+)\)?$/gm,
  )) {
    const found = file && !/[/\\]node_modules[/\\]/.test(file) && place(file, Number(line), Number(column))
    if (found) return found
  }
  return undefined
}

function place(pathOrUrl: string, line: number, column: number): SourceLocation | undefined {
  const file = pathOrUrl.startsWith('file:') ? fileURLToPath(pathOrUrl) : pathOrUrl
  if (!existsSync(file)) return undefined
  // Babel counts columns from 0.
  const start = { line, column: column - 1 }
  const frame = codeFrameColumns(readFileSync(file, 'utf8'), { start }, { highlightCode: false })
  return { file, line, column, frame }
}
