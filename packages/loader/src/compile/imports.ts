import { moduleRecord } from './oxc.ts'
import { string, unquote } from './header.ts'

/** An `import`, or an `export … from`, in JavaScript as the compiler prints it. */
export interface ImportStatement {
  readonly start: number
  readonly end: number
  readonly specifier: string
  readonly text: string
}

const printed = new RegExp(
  String.raw`(?<=^(?:.*\*/)? *)(?:import (?:(?:[^"';]|${string})*? from )?|export (?:\*(?: as (?:[\w$]+|${string}))?|\{(?:[^}"']|${string})*\}) from )(${string})(?: with \{[^}]*\})?;`,
  'gmu',
)

/**
 * The statements of a module by which it imports, in their order: found by how they are printed, for a syntax tree takes
 * longer than all else. What a template literal has at the start of a line may be among them.
 */
export function likelyImports(code: string): readonly ImportStatement[] {
  return [...code.matchAll(printed)].map(({ 0: text, 1: literal = '', index }) => ({
    start: index,
    end: index + text.length,
    specifier: unquote(literal),
    text,
  }))
}

/** The statements of a module by which it imports, in their order. */
export function exactImports(code: string, path: string): readonly ImportStatement[] {
  const { staticImports, staticExports } = moduleRecord(`${path}.js`, code)
  const found = new Map<number, ImportStatement>()
  const note = (start: number, end: number, specifier: string): void =>
    void found.set(start, { start, end, specifier, text: code.slice(start, end) })
  for (const { start, end, entries } of staticExports) {
    for (const { moduleRequest } of entries) if (moduleRequest) note(start, end, moduleRequest.value)
  }
  for (const { start, end, moduleRequest } of staticImports) note(start, end, moduleRequest.value)
  return [...found.values()].sort((a, b) => a.start - b.start)
}

const both = /^import ([\w$\u0080-\uFFFF]+), (\* as [^"']+ from .*)$/u

/**
 * `import all, * as names from './a'` as two statements on its line: of one, the compiler's next step would leave the
 * uses of `all` as they are.
 */
export function withoutBoth(path: string, code: string): string {
  if (!/import [\w$\u0080-\uFFFF]+, \* as /u.test(code)) return code
  let changed = ''
  let position = 0
  for (const { start, end, text } of exactImports(code, path)) {
    changed += code.slice(position, start) + text.replace(both, importTwice)
    position = end
  }
  return changed + code.slice(position)
}

function importTwice(_: string, name: string, rest: string): string {
  const from = rest.slice(rest.indexOf(' from '))
  return `import ${name}${from}import ${rest}`
}
