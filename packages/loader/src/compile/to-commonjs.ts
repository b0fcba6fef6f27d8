import type { Export, Header } from './header.ts'
import type { ImportStatement } from './imports.ts'
import { defaultMark, importMark, toMarkedForm } from './marked-form.ts'
import type { ModuleKind } from './module-kind.ts'
import { hoistDefault, interopName, typeName } from './wrapper.ts'

const quoted = JSON.stringify
const markedImport = new RegExp(`^${importMark(String.raw`(\d+)`)}$`, 'gm')
const importName = (index: number): string => `__vite_ssr_import_${index}__`

export interface CompiledToCommonJs {
  readonly header: Header
  readonly lazyImports: readonly string[]
  /** What comes before the body, in one line. */
  readonly prologue: string
  readonly body: string
}

/**
 * A module as tsc compiles it to CommonJS: `require()` where the `import` stands and not before, exports that are
 * undefined until they have their value, functions there from the start, what is re-exported behind getters, `export *`
 * of the names that there are at that moment.
 *
 * @param text as it was written
 * @param code the same as JavaScript, with its `import`s and `export`s
 */
export function toCommonJs(path: string, text: string, code: string, kind: ModuleKind): CompiledToCommonJs {
  const { header, lazyImports, imports } = toMarkedForm(path, code, false)
  const isModule =
    header.imports.length > 0 ||
    header.exports.length > 0 ||
    /^export \{\};$/m.test(code) ||
    /^\s*import\s+[^\s{*'"]+\s*=/m.test(text) ||
    kind.forced
  const isWhole = /^\s*export\s*=/m.test(text)
  const strict = isModule || isWhole || kind.strictScripts
  const prologue = [
    ...(strict ? ['"use strict"'] : []),
    ...(isModule && !isWhole ? ['Object.defineProperty(exports,"__esModule",{value:true})'] : []),
    ...exporting(header, code),
  ]
  const requires = imports.map((statement, index) => requiring(header, statement, index, kind))
  // Wherever the compiler imports its helpers, they are there from the start.
  for (const [index, { specifier }] of imports.entries()) {
    if (specifier.startsWith('@oxc-project/runtime/')) prologue.push(requires.splice(index, 1, '').join(''))
  }
  const body = hoistDefault(withCheckedTypes(header.body))
    .text.replaceAll(markedImport, (_, index) => requires[Number(index)] ?? '')
    .replace(defaultMark, () => `${announce(header, 'default')};`)
  return { header, lazyImports, prologue: prologue.map((each) => `${each};`).join(''), body }
}

/** What there is of the exports before anything runs, in the order that tsc gives them. */
function exporting(header: Header, code: string): readonly string[] {
  const functions = functionNames(code)
  const isLate = header.body.includes(defaultMark)
  const names = header.names.filter((name) => !(isLate && name === 'default'))
  const isFunction = (name: string): boolean => functions.has(name)
  return [...names.filter((name) => !isFunction(name)), ...names.filter(isFunction)].map((name) =>
    announce(header, name),
  )
}

/** What makes an export be there; what is re-exported gets its value with the import. */
function announce({ exports, locals }: Header, name: string): string {
  const exported = exports.find((each) => each.name === name)
  return exported?.kind === 'local'
    ? `${interopName}.live(exports,${quoted(name)},()=>${locals[exported.slot]})`
    : `exports[${quoted(name)}]=void 0`
}

/** What an import becomes: in one line, so that what follows stays where it is. */
function requiring(header: Header, { specifier, text }: ImportStatement, index: number, kind: ModuleKind): string {
  const require = `require(${quoted(specifier)})`
  if (/^import ["']/.test(text)) return `${require};`
  const helper = kind.interop ? helperFor(text, header.imports[index]?.names ?? []) : undefined
  const value = helper === undefined ? require : `${interopName}.${helper}(${require})`
  const again = header.exports.flatMap((each) =>
    each.kind !== 'local' && each.from === index ? [reexport(each, text, kind.interop)] : [],
  )
  if (header.stars.includes(index)) again.push(`${interopName}.star(${importName(index)},exports);`)
  return `const ${importName(index)}=${value};${again.join('')}`
}

/** The names under which functions are exported by their declarations. */
function functionNames(code: string): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [, isDefault, name = ''] of code.matchAll(/^export (default )?(?:async )?function\b[* ]*([^\s(]*)/gm))
    names.add(isDefault === undefined ? name : 'default')
  return names
}

/** Which of tsc's helpers an import goes through: without one, it is what the module exports. */
function helperFor(text: string, names: readonly string[]): 'all' | 'whole' | undefined {
  const hasDefault = names.includes('default')
  if (text.startsWith('export ')) return text.startsWith('export * as') ? 'all' : undefined
  if (text.startsWith('import * as ')) return 'all'
  if (!hasDefault) return undefined
  return names.some((name) => name !== 'default') ? 'all' : 'whole'
}

function reexport(exported: Export & { kind: 'indirect' | 'namespace' }, text: string, interop: boolean): string {
  const from = importName(exported.from)
  const name = quoted(exported.name)
  const isFrom = text.startsWith('export ')
  if (exported.kind === 'namespace') return `exports[${name}]=${from};`
  const isDefault = exported.imported === 'default'
  // The binding of a default import is copied, of a named one it is live.
  if (isDefault && !isFrom && !text.startsWith('import {')) return `exports[${name}]=${from}.default;`
  const module = isDefault && isFrom && interop ? `${interopName}.whole(${from})` : from
  return `Object.defineProperty(exports,${name},{enumerable:true,get:()=>${module}[${quoted(exported.imported)}]});`
}

const typeInMetadata =
  /typeof (__vite_ssr_import_(\d+)__\.([\w$\u0080-\uFFFF]+)) === "undefined" \? Object : \1(?![\w$\u0080-\uFFFF.[])/gu

/**
 * Has the types in decorator metadata checked: in CommonJS a class that is not there yet, because of a cycle, is
 * undefined, and `Object` would stand in for it without a word.
 */
function withCheckedTypes(body: string): string {
  return body.replaceAll(
    typeInMetadata,
    (_, value: string, index: string, name: string) => `${typeName}(${value},${index},${quoted(name)})`,
  )
}
