import { constants, Script, type ScriptOptions } from 'node:vm'
import { evaluateInNode, nodeReadsMaps } from './node-maps.ts'
import type { Header } from './header.ts'

/** Reads one exported binding; throws a ReferenceError before it is initialised. */
export type Getter = () => unknown

/** What a module's function first yields: its exports by slot, and a way to replace the namespaces it was given. */
export type Link = readonly [getters: readonly Getter[], rebind: (namespaces: readonly unknown[]) => void]

/**
 * A module as a function, called once per instance with the {@link moduleParameters}. Run up to its `yield` it is
 * linked: hoisted functions exist, its imports are bound, nothing of it has been evaluated. Run on it is evaluated.
 */
export type ModuleFunction = (
  ...parameters: readonly unknown[]
) => Generator<Link, void, void> | AsyncGenerator<Link, void, void>

/** What a CommonJS module is called with. */
export type CommonJsFunction = (
  this: unknown,
  exports: unknown,
  require: unknown,
  module: unknown,
  filename: string,
  dirname: string,
  dynamicImport: unknown,
  ...compiled: readonly unknown[]
) => void

/** Lines that a wrapper adds above the body. */
export const linesAbove = 1

/** `import.meta`, `import()`, `require`, `__filename`, `__dirname`; the namespaces of the imports follow. */
const moduleParameters = ['__vite_ssr_import_meta__', '__vite_ssr_dynamic_import__']
const commonJsParameters = ['require', '__filename', '__dirname']

export interface ModuleShape {
  readonly async: boolean
  /** `require`, `__filename` and `__dirname` exist. */
  readonly commonJsNames: boolean
}

/** The text of a {@link ModuleFunction}. */
export function moduleText(header: Header, shape: ModuleShape): string {
  const imports = header.imports.map((_, index) => `__vite_ssr_import_${index}__`)
  const parameters = [...moduleParameters, ...(shape.commonJsNames ? commonJsParameters : []), ...imports].join(',')
  const getters = header.locals.map((local) => `()=>${local}`).join(',')
  const rebind = imports.length === 0 ? '()=>{}' : `$=>{[${imports.join(',')}]=$}`
  const kind = shape.async ? 'async function*' : 'function*'
  const { text: body, isHoisted } = hoistDefault(header.body)
  const naming = isHoisted ? `Object.defineProperty(${anonymous},"name",{value:"default",configurable:true});` : ''
  return `(${kind}(${parameters}){"use strict";${naming}yield [[${getters}],${rebind}];\n${body}\n})`
}

/** What the compiler calls a default export that has no name. */
export const anonymous = '__vite_ssr_export_default__'

/**
 * An anonymous default function is a declaration, and hoisted; the compiler makes it a constant. Put back in the same
 * number of characters.
 */
export function hoistDefault(body: string): { readonly text: string; readonly isHoisted: boolean } {
  const text = body.replace(
    /^const __vite_ssr_export_default__ = (async )?function(\*?)(?=\()/m,
    (constant: string, async = '', star = '') => `${async}function${star} ${anonymous}`.padEnd(constant.length),
  )
  return { text, isHoisted: text !== body }
}

const commonJsNames = 'exports,require,module,__filename,__dirname,__vite_ssr_dynamic_import__'
const commonJsHead = `(function(${commonJsNames}){`

/** The text of a {@link CommonJsFunction}. */
export function commonJsText(body: string): string {
  return `${commonJsHead}\n${body.replace(/^#!/, '//')}\n})`
}

/** As {@link commonJsText}, for {@link installedFunction}: what was not compiled keeps its lines. */
export function installedText(body: string): string {
  return `${commonJsHead}${body.replace(/^#!/, '//')}\n})`
}

/** Names in the text of a {@link CommonJsFunction} that was compiled from an ES module. */
export const interopName = '__hotseat_interop__'
export const typeName = '__hotseat_type__'

/**
 * The text of a {@link CommonJsFunction} that is compiled from an ES module.
 * @param prologue what comes before it, in one line
 */
export function compiledText(body: string, prologue: string): string {
  return `(function(${commonJsNames},${interopName},${typeName}){${prologue}\n${body}\n})`
}

/** What V8 made of a text: what it evaluates to, and what its code can be had from, for the next process. */
export interface Compiled<Value> {
  readonly run: Value
  readonly script: Script | undefined
}

/**
 * @param filename names the function in stacks and for debuggers
 * @param code what an earlier process had of V8 for the same text; V8 ignores that of another version
 * @throws {SyntaxError} of V8, with the position at the top of its stack
 */
export function moduleFunction(text: string, filename: string, code?: Uint8Array): Compiled<ModuleFunction> {
  return nodeReadsMaps()
    ? { run: evaluateInNode(text, filename), script: undefined }
    : evaluate(text, { filename }, code)
}

/** As {@link moduleFunction}. */
export function commonJsFunction(text: string, filename: string, code?: Uint8Array): Compiled<CommonJsFunction> {
  return nodeReadsMaps()
    ? { run: evaluateInNode(text, filename), script: undefined }
    : evaluate(text, { filename }, code)
}

/** As {@link moduleFunction}; in stacks and for debuggers the file is as it stands on disk. */
export function installedFunction(text: string, path: string, code?: Uint8Array): Compiled<CommonJsFunction> {
  return evaluate(text, { filename: path, columnOffset: -commonJsHead.length }, code)
}

function evaluate(text: string, place: ScriptOptions, cachedData: Uint8Array | undefined) {
  const script = new Script(text, { ...place, importModuleDynamically, cachedData })
  return { run: script.runInThisContext(), script }
}

/** An `import()` that the compiler did not see, in `eval` or `new Function`, is Node's own. */
const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
