import { errors } from '../errors.ts'

/**
 * The head of a module in runner form: what it imports and exports, in source order. The compiler puts it at the top
 * of the module, in a fixed form:
 *
 *     Object.defineProperty(__vite_ssr_exports__, "name", { enumerable: true, configurable: true, get() { return X; } });
 *     const __vite_ssr_import_0__ = await __vite_ssr_import__("./a.ts", { importedNames: ["a", "b"] });
 *     __vite_ssr_exportAll__(__vite_ssr_import_0__);
 */
export interface Header {
  readonly imports: readonly Import[]
  /** Sorted by name, as the keys of a namespace object are. */
  readonly exports: readonly Export[]
  /** Of the exports, in source order. */
  readonly names: readonly string[]
  /** Imports, by index, of which every name is exported. */
  readonly stars: readonly number[]
  /** The expressions behind the exports of kind `local`, by slot. */
  readonly locals: readonly string[]
  /** The rest of the module, on the lines where it was. */
  readonly body: string
}

export interface Import {
  readonly specifier: string
  /** Names of which the module depends that they exist. */
  readonly names: readonly string[]
  /** What of the module's exports the body speaks of: some by name, its namespace as such, or none. */
  readonly use: 'names' | 'namespace' | 'nothing'
}

export type Export = { readonly name: string } & (
  | { readonly kind: 'local'; readonly slot: number }
  | { readonly kind: 'indirect'; readonly from: number; readonly imported: string }
  | { readonly kind: 'namespace'; readonly from: number }
)

/** The pattern of a string literal. */
export const string = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`
const trivia = new RegExp(String.raw`\s+|//.*|/\*[^]*?\*/|(?:${string});`, 'y')
const define = new RegExp(
  String.raw`Object\.defineProperty\(__vite_ssr_exports__, (${string}), \{\s+enumerable: true,\s+configurable: true,\s+get\(\) \{\s+return (.+);\s+\}\s+\}\);`,
  'y',
)
const load = new RegExp(
  String.raw`const __vite_ssr_import_(\d+)__ = await __vite_ssr_import__\((${string})(?:, \{ importedNames: \[((?:\s*(?:${string}),?)*)\s*\] \})?\);`,
  'y',
)
const star = /__vite_ssr_exportAll__\(__vite_ssr_import_(\d+)__\);/y
const access = new RegExp(String.raw`^__vite_ssr_import_(\d+)__(?:\.([^\s.[]+)|\[(${string})\])?$`)
const use = /__vite_ssr_import_(\d+)__(\.|\[["'])?/g
const strings = new RegExp(string, 'g')
const stray =
  /^(?:const __vite_ssr_import_\d+__ = await |__vite_ssr_exportAll__\(|Object\.defineProperty\(__vite_ssr_exports__, )/m

/**
 * Reads the head of a module in runner form.
 * @throws {HotseatError} `HOTSEAT_LOADER_INTERNAL` when it does not have the known form
 */
export function readHeader(path: string, code: string): Header {
  const imports: Request[] = []
  const exports: Export[] = []
  const stars: number[] = []
  const locals: string[] = []
  let body = ''
  let position = 0

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position
    return pattern.exec(code)
  }
  const keep = (text: string): void => {
    body += text
    position += text.length
  }
  // Lines stay where they were: of a statement of the head, its line breaks are kept.
  const drop = (text: string): void => {
    body += text.replaceAll(/[^\n]+/g, '')
    position += text.length
  }

  if (code.startsWith('#!')) {
    body = '//'
    position = 2
    keep(/^.*/.exec(code.slice(2))?.[0] ?? '')
  }
  for (;;) {
    const skipped = match(trivia)
    if (skipped) {
      keep(skipped[0])
      continue
    }
    const exported = match(define)
    if (exported) {
      exports.push(readExport(unquote(exported[1] ?? ''), exported[2] ?? '', locals))
      drop(exported[0])
      continue
    }
    const loaded = match(load)
    if (loaded) {
      if (Number(loaded[1]) !== imports.length) throw errors.internal(path, `import ${loaded[1]} out of order`)
      const names = [...(loaded[3] ?? '').matchAll(strings)].map(([name]) => unquote(name))
      imports.push({ specifier: unquote(loaded[2] ?? ''), names })
      drop(loaded[0])
      continue
    }
    const all = match(star)
    if (!all) break
    stars.push(Number(all[1]))
    drop(all[0])
  }
  const rest = code.slice(position)
  const unexpected = stray.exec(rest)
  if (unexpected) throw errors.internal(path, `a head with "${unexpected[0]}" in an unknown form`)
  const names = exports.map(({ name }) => name)
  exports.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { imports: withUses(imports, [rest, ...locals].join('\n')), exports, names, stars, locals, body: body + rest }
}

type Request = Omit<Import, 'use'>

function withUses(imports: readonly Request[], body: string): Import[] {
  const uses = imports.map((): Import['use'] => 'nothing')
  for (const [, index, byName] of body.matchAll(use)) {
    const at = Number(index)
    // By `ns.x` a namespace can be meant, of which more can be seen: that it has no such name.
    const isNamed = byName !== undefined && (imports[at]?.names.length ?? 0) > 0
    if (!isNamed) uses[at] = 'namespace'
    else if (uses[at] === 'nothing') uses[at] = 'names'
  }
  return imports.map((each, index) => ({ ...each, use: uses[index] ?? 'namespace' }))
}

function readExport(name: string, expression: string, locals: string[]): Export {
  const imported = access.exec(expression)
  if (!imported) return { name, kind: 'local', slot: locals.push(expression) - 1 }
  const from = Number(imported[1])
  if (imported[2] !== undefined) return { name, kind: 'indirect', from, imported: imported[2] }
  if (imported[3] !== undefined) return { name, kind: 'indirect', from, imported: unquote(imported[3]) }
  return { name, kind: 'namespace', from }
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' }

/** The value of a JavaScript string literal. */
export function unquote(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]+)\}|([^]))/gi, (_, x, u, point, other: string) =>
      other === undefined ? String.fromCodePoint(Number.parseInt(x ?? u ?? point, 16)) : (escapes[other] ?? other),
    )
}
