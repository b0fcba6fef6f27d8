import type { HotseatError } from '@hotseat/core'
import { errors } from '../errors.ts'
import { locationAt, locationOf } from '../stack/frame.ts'
import { offsetOf, type Reason } from './oxc.ts'
import type { Compilation, Positions } from './positions.ts'

type Chain = () => readonly string[]

/** The error for a file that the compiler did not accept. */
export function rejectedByCompiler(
  { path, text }: Compilation,
  [reason]: readonly Reason[],
  chain: Chain,
): HotseatError {
  const location = locationAt(path, text, reason === undefined ? 0 : offsetOf(reason, text))
  const help = reason?.helpMessage
  return errors.syntax(`${reason?.message ?? 'syntax error'}${help ? ` (${help})` : ''}`, location, chain())
}

/** The error for a file that V8 did not accept when the compiler had: faulty regular expressions, misplaced decorators. */
export function rejectedByV8(positions: Positions, cause: SyntaxError, chain: Chain): HotseatError {
  const { path, text } = positions.compilation
  // "file:///app/a.ts?1a2b3c4d:7", the line, and a caret below the column.
  const [where = '', source = '', caret = ''] = cause.stack?.split('\n') ?? []
  const line = Number(/:(\d+)$/.exec(where)?.[1] ?? 0)
  const column = caret.indexOf('^') + 1
  const message = source.charAt(column - 1) === '@' ? 'Decorators are not valid here' : cause.message
  const original = positions.original({ line, column }) ?? { line: 1, column: 1 }
  return errors.syntax(message, locationOf(path, text, original.line, original.column), chain(), cause)
}
