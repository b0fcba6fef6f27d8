import type { HotseatError } from '@hotseat/core'
import type { OxcError } from 'oxc-transform'
import { errors } from '../errors.ts'
import { locationAt, locationOf } from '../stack/frame.ts'
import { firstDecorator } from './decorators.ts'
import { toJavaScript } from './javascript.ts'
import { offsetOf } from './oxc.ts'
import type { Compilation, Positions } from './positions.ts'
import type { Settings } from './settings.ts'

type Chain = () => readonly string[]

/** The error for a file that the compiler did not accept. */
export function rejectedByCompiler(
  compilation: Compilation,
  reasons: readonly OxcError[],
  settings: Settings,
  chain: Chain,
): HotseatError {
  const { path, text, syntax } = compilation
  const [reason] = reasons
  if (!syntax.legacyDecorators && text.includes('@')) {
    const legacy = { ...compilation, syntax: { ...syntax, legacyDecorators: true }, sourcemap: false }
    const decorated = toJavaScript(path, text, legacy).errors.length === 0
    if (decorated) return missingDecorators(compilation, settings, chain, reason) ?? syntaxError()
  }
  return syntaxError()

  function syntaxError(): HotseatError {
    const location = locationAt(path, text, reason === undefined ? 0 : offsetOf(reason, text))
    const help = reason?.helpMessage
    return errors.syntax(`${reason?.message ?? 'syntax error'}${help ? ` (${help})` : ''}`, location, chain())
  }
}

/** The error for a file that V8 did not accept when the compiler had: decorators, faulty regular expressions. */
export function rejectedByV8(positions: Positions, cause: SyntaxError, settings: Settings, chain: Chain): HotseatError {
  const { compilation } = positions
  const { path, text, syntax } = compilation
  const decorators = syntax.legacyDecorators ? undefined : missingDecorators(compilation, settings, chain, cause)
  if (decorators) return decorators
  // "file:///app/a.ts?1a2b3c4d:7", the line, and a caret below the column.
  const [where = '', , caret = ''] = cause.stack?.split('\n') ?? []
  const line = Number(/:(\d+)$/.exec(where)?.[1] ?? 0)
  const { line: originalLine, column } = positions.original({ line, column: caret.indexOf('^') + 1 }) ?? {
    line: 1,
    column: 1,
  }
  return errors.syntax(cause.message, locationOf(path, text, originalLine, column), chain(), cause)
}

function missingDecorators(
  { path, text }: Compilation,
  settings: Settings,
  chain: Chain,
  cause: unknown,
): HotseatError | undefined {
  const offset = firstDecorator(path, text)
  if (offset === undefined) return undefined
  return errors.decorators(locationAt(path, text, offset), settings.tsconfig, chain(), cause)
}
