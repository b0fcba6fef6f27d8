import { errors } from '../errors.ts'
import { readHeader, type Header } from './header.ts'
import { exactImports, likelyImports, type ImportStatement } from './imports.ts'
import { toRunnerForm, type Transformed } from './oxc.ts'

/** A module in runner form, in which marks stand where its imports and its default export were. */
export interface MarkedForm extends Transformed {
  readonly header: Header
  readonly lazyImports: readonly string[]
  readonly imports: readonly ImportStatement[]
}

/** @param index of the import; a pattern for all */
export function importMark(index: number | string): string {
  return `__hotseat_import_${index}__;`
}

export const defaultMark = '__hotseat_default__;'

/** @throws {HotseatError} `HOTSEAT_LOADER_INTERNAL` */
export function toMarkedForm(path: string, code: string, sourcemap: boolean): MarkedForm {
  const names = declaredNames(code)
  for (const text of new Set([withDefaultMark(withVariables(code, names)), code])) {
    for (const find of [likelyImports, exactImports]) {
      const form = formWith(path, text, find(text, path), text === code ? [] : names, sourcemap)
      if (form) return form
    }
  }
  throw errors.internal(path, 'imports in another order')
}

/** Undefined if the marks are not where they should be. */
function formWith(
  path: string,
  code: string,
  imports: readonly ImportStatement[],
  names: readonly string[],
  sourcemap: boolean,
): MarkedForm | undefined {
  const runner = toRunnerForm(path, withImportMarks(code, imports), sourcemap)
  const header = readHeader(path, runner.code)
  const isSame =
    header.imports.length === imports.length &&
    imports.every(({ specifier }, index) => header.imports[index]?.specifier === specifier)
  const hasDefault = !code.includes(defaultMark) || /^__hotseat_default__;\n(?!export )/m.test(header.body)
  const hasNames = names.every((name) => header.names.includes(name))
  return isSame && hasDefault && hasNames ? { ...runner, header, imports } : undefined
}

function withImportMarks(code: string, imports: readonly ImportStatement[]): string {
  let changed = ''
  let position = 0
  for (const [index, { end }] of imports.entries()) {
    changed += code.slice(position, end) + importMark(index)
    position = end
  }
  return changed + code.slice(position)
}

/** Before the statement, at the end of the line above: so nothing of it is moved. Functions are there from the start. */
function withDefaultMark(code: string): string {
  const [place, ...more] = code.matchAll(/\n(?=export default (?!(?:async )?function\b))/g)
  if (!place || more.length > 0) return code
  return code.slice(0, place.index) + defaultMark + code.slice(place.index)
}

const declaration = /^export (const|let)(?= ([\w$\u0080-\uFFFF]+))/gmu

/** Of variables that are exported where they are declared, each once: what is there twice may be in a template literal. */
function declaredNames(code: string): readonly string[] {
  const names = [...code.matchAll(declaration)].map(([, , name = '']) => name)
  return names.filter((name) => names.indexOf(name) === names.lastIndexOf(name))
}

/** tsc makes such a variable a property of the exports, which is undefined where a variable could not be used yet. */
function withVariables(code: string, names: readonly string[]): string {
  return code.replaceAll(declaration, (written, kind: string, name: string) =>
    names.includes(name) ? `export ${'var'.padEnd(kind.length)}` : written,
  )
}
