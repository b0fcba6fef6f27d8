import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'

/** A module's source, compiled to a function that can be called for each generation. */
export interface Compiled {
  /** What it imports, by the name that it gives it. */
  readonly imports: ReadonlyMap<string, string>
  /** What it may import when it runs. */
  readonly lazy: readonly string[]
  run(exports: Exports, imported: readonly unknown[], load: (specifier: string) => unknown): void
}

export type Exports = Record<string, unknown>

/**
 * Stands for your compiler: knows `import { name } from './file'`, `export const` and `import('./file')`, one statement
 * on each line. Goes when the real one comes.
 *
 * @throws {SyntaxLine} where a line does not parse
 */
export function compile(path: string, text: string): Compiled {
  const imports = new Map<string, string>()
  const lines = text.split('\n').map((line) => {
    const [, name, file] = /^import \{ (\w+) \} from '\.\/([^']+)'$/.exec(line) ?? []
    if (name === undefined || file === undefined)
      return line.replace(/^export const (\w+) =/, 'const $1 = exports.$1 =').replaceAll('import(', 'load(')
    imports.set(name, join(dirname(path), file))
    return ''
  })
  const lazy = [...text.matchAll(/import\('\.\/([^']+)'\)/g)].map(([, file = '']) => join(dirname(path), file))
  const wrong = lines.findIndex((line) => !parses(line))
  if (wrong >= 0) throw new SyntaxLine(wrong + 1)
  const body = compileFunction(lines.join('\n'), ['exports', 'load', ...imports.keys()])
  return {
    imports,
    lazy,
    run: (exports, imported, load) => void Reflect.apply(body, undefined, [exports, load, ...imported]),
  }
}

/** Says which line does not parse, from 1. */
export class SyntaxLine extends Error {
  readonly line: number

  constructor(line: number) {
    super(`Line ${line} does not parse.`)
    this.line = line
  }
}

function parses(line: string): boolean {
  try {
    return compileFunction(line) !== undefined
  } catch {
    return false
  }
}
