import { sep } from 'node:path'
import type { Finding, Mark } from '../checkup/finding.ts'
import { counted } from './paths.ts'
import type { Style } from './style.ts'

const marks: Readonly<Record<Mark, readonly [sign: string, colour: 'green' | 'yellow' | 'red']>> = {
  good: ['✓', 'green'],
  notice: ['!', 'yellow'],
  wrong: ['✗', 'red'],
}

/** What the doctor found, one thing a line, what to change below it; the sum last. */
export function findingsReport(findings: readonly Finding[], { colors, cwd }: Style): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length))
  const shown = (text: string): string => text.replaceAll(cwd + sep, '')
  const lines = findings.flatMap(({ subject, mark, text, advice }) => {
    const [sign, colour] = marks[mark]
    const indent = ' '.repeat(width + 5)
    return [
      `${colors[colour](sign)} ${colors.bold(subject.padEnd(width))}  ${shown(text)}`,
      ...(advice ?? '').split('\n').flatMap((line) => (line === '' ? [] : [`${indent}${colors.cyan(shown(line))}`])),
    ]
  })
  const count = (mark: Mark): number => findings.filter((finding) => finding.mark === mark).length
  const sum = [
    colors.green(`${count('good')} good`),
    ...(count('notice') > 0 ? [colors.yellow(`${count('notice')} to look at`)] : []),
    ...(count('wrong') > 0
      ? [colors.red(`${counted(count('wrong'), 'thing')} to mend before \`hotseat dev\` works`)]
      : []),
  ]
  return [...lines, '', sum.join(', ')].join('\n')
}
