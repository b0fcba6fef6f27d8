import { Script } from 'node:vm'

/** A module's source, compiled to a function that can be called for each generation. */
export interface Compiled {
  readonly imports: readonly { readonly specifier: string; readonly names: readonly string[] }[]
  /** What it may import when it runs. */
  readonly lazy: readonly string[]
  /** Called once for each instance: tells its exports and stops, linked; run on, it is evaluated. */
  readonly body: (scope: object, expose: (exports: Exports) => void, load: Load) => AsyncGenerator<void, void>
}

export type Exports = Readonly<Record<string, unknown>>
export type Load = (specifier: string) => Promise<Exports>

/**
 * Stands for your compiler: knows `import { name } from 'file'`, exported declarations and `import('file')`, each on a
 * line of its own. Goes when the real one comes.
 *
 * @throws {SyntaxPlace} where a line does not parse
 */
export function compile(text: string): Compiled {
  const imports: { specifier: string; names: string[] }[] = []
  const exported: string[] = []
  const lines = text.split('\n').map((line) => {
    const [, names = '', specifier] = /^import \{ ([\w, ]+) \} from '([^']+)'/.exec(line) ?? []
    if (specifier !== undefined) imports.push({ specifier, names: names.split(', ') })
    if (specifier !== undefined) return ''
    const [, name] = /^export (?:const|let|function) (\w+)/.exec(line) ?? []
    if (name !== undefined) exported.push(name)
    return line.replace(/^export /, '       ').replaceAll('import(', '  load(')
  })
  const getters = exported.map((name) => `get ${name}() { return ${name} }`).join(', ')
  // `with` makes the imports what they are in a module: looked up whenever they are read.
  const head = `(scope, expose, load) => { with (scope) { return (async function* () { "use strict"; expose({ ${getters} }); yield;`
  const lazy = [...text.matchAll(/import\('([^']+)'\)/g)].map(([, specifier = '']) => specifier)
  return { imports, lazy, body: evaluate([head, ...lines, '})() } }'], lines) }
}

function evaluate(script: readonly string[], lines: readonly string[]): Compiled['body'] {
  try {
    return new Script(script.join('\n'), { filename: 'source', lineOffset: -1 }).runInThisContext()
  } catch (error) {
    const [place = '', , marker = ''] = String(error instanceof Error && error.stack).split('\n')
    const line = Number(place.split(':').at(-1))
    throw new SyntaxPlace(line, marker.indexOf('^') + 1, lines[line - 1] ?? '')
  }
}

/** Says what does not parse: line and column from 1, and the text of the line. */
export class SyntaxPlace extends Error {
  readonly line: number
  readonly column: number
  readonly frame: string

  constructor(line: number, column: number, frame: string) {
    super(`Line ${line} does not parse.`)
    this.line = line
    this.column = column
    this.frame = frame
  }
}
