import type { Comparison, Difference } from '../doctor/comparison.ts'
import { counted } from './paths.ts'
import { milliseconds, type Style } from './style.ts'

/** Differences of one subject that are shown. */
const limit = 20

/** What the doctor found, the differences last: they are what one has to do with. */
export function compared({ same, differences, volatile, firstAnswer }: Comparison, { colors }: Style): string {
  const time = (value: number | undefined): string => (value === undefined ? 'none' : milliseconds(value))
  const alike = Object.entries(same).flatMap(([subject, count]) => (count > 0 ? [counted(count, subject)] : []))
  const subjects = Object.entries(Object.groupBy(differences, ({ subject }) => subject))
  return [
    `${colors.bold('first answer:')} ${time(firstAnswer.native)} natively, ${time(firstAnswer.hotseat)} under Hotseat`,
    `${colors.bold('same:')} ${alike.join(', ') || 'nothing'}`,
    ...(volatile.length === 0
      ? []
      : [colors.dim(`not compared, for it differs natively from run to run: ${volatile.join('; ')}`)]),
    differences.length === 0
      ? `${colors.bold('differs:')} ${colors.green('nothing')}`
      : `${colors.bold('differs:')} ${colors.yellow(counted(differences.length, 'thing'))}`,
    ...subjects.flatMap(([subject, all]) => [
      `  ${subject}${all.length === 1 ? '' : 's'}`,
      ...all.slice(0, limit).flatMap((each) => linesOf(each, colors)),
      ...(all.length > limit ? [colors.dim(`    and ${all.length - limit} more: see --json`)] : []),
    ]),
  ].join('\n')
}

function linesOf({ subject, name, native, hotseat }: Difference, colors: Style['colors']): string[] {
  if (native !== undefined && hotseat !== undefined)
    return [`    ${name}`, `      natively: ${native}`, `      Hotseat:  ${hotseat}`]
  const value = native ?? hotseat
  const where = colors.cyan(native === undefined ? 'only under Hotseat' : 'only natively')
  // A line is named by what of it is always the same. A count of one goes without saying.
  if (subject === 'stderr line') return [`    ${where}: ${value}`]
  return [`    ${where}: ${name}${value === '1' ? '' : ` (${value})`}`]
}
