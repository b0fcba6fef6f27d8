import { formatPatch, structuredPatch } from 'diff'
import type { FileChange } from '../init/plan.ts'
import { shownPath } from './paths.ts'
import type { Style } from './style.ts'

/** What would change in the files, as `git diff` shows it. */
export function diffs(changes: readonly FileChange[], style: Style): string {
  return changes.map((change) => diffOf(change, style)).join('\n\n')
}

function diffOf({ file, before, after }: FileChange, { colors, cwd }: Style): string {
  const name = shownPath(file, cwd)
  const from = before === undefined ? '/dev/null' : name
  const patch = formatPatch(structuredPatch(from, name, before ?? '', after, undefined, undefined, { context: 3 }))
  const lines = patch.split(/\r?\n/).filter((line) => !line.startsWith('====') && !line.startsWith('Index:'))
  return lines
    .map((line) => {
      if (/^(?:---|\+\+\+) /.test(line)) return colors.bold(line.trimEnd())
      if (line.startsWith('@@')) return colors.cyan(line)
      if (line.startsWith('+')) return colors.green(line)
      return line.startsWith('-') ? colors.red(line) : line
    })
    .join('\n')
    .trimEnd()
}
