import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { runInThisContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NativeNode } from './native-node.ts'
import { project, type Project } from './project.ts'
import { randomTypeScript } from './random-typescript.ts'
import { runModules } from './run-modules.ts'

/** In a run of the nightly kind 10,000. */
const graphs = Number(process.env['GRAPHS'] ?? 120)
/** Of the first of the compilations; the next has the next. */
const seed = Number(process.env['SEED'] ?? 78)

/** Programs that are compiled together. */
const perCompilation = 200

const observe: (run: () => Promise<unknown>, isEntry: boolean) => Promise<string[]> = runInThisContext(
  `(${runModules})`,
)

const tsc = fileURLToPath(import.meta.resolve('typescript/package.json')).replace(/package\.json$/, 'bin/tsc')

/** From the outside a graph is required, or imported as Node imports CommonJS. */
const importers: Record<string, string> = {
  'required.cjs': `module.exports = () => require('./m0.js')`,
  'imported.mjs': `export default () => import('./m0.js')`,
}

/** What names imports have in messages. */
function levelled(log: readonly string[]): readonly string[] {
  return log.map((line) =>
    line
      .replaceAll(/\b(?:m\d+_(?:js|mjs|cjs|json)?_?\d+|__vite_ssr_import_\d+__)\b/g, 'import')
      .replaceAll(/Cannot access '[\w.$]+' before/g, 'Cannot access it before')
      .replaceAll('__vite_ssr_export_default__', 'default_1'),
  )
}

interface Difference {
  readonly sources: Readonly<Record<string, string>>
  readonly natively: readonly string[]
  readonly ours: readonly string[]
}

/** Random programs, and what each does under Node as tsc compiles it. */
interface Compiled {
  readonly project: Project
  readonly compilerOptions: object
  readonly programs: readonly Omit<Difference, 'ours'>[]
}

async function compileAll(runs: number, from: number, module: 'commonjs' | 'node16'): Promise<Compiled> {
  const made = project({ 'package.json': '{}' })
  const { root, path, write } = made
  const compilerOptions = { module, target: 'es2022', resolveJsonModule: true, rootDir: 'src', outDir: 'out' }
  write({ 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }) })
  const all = fc.sample(randomTypeScript, { numRuns: runs, seed: from })
  for (const [index, sources] of all.entries()) {
    for (const [name, text] of Object.entries({ ...sources, ...importers })) {
      write({ [`src/g${index}/${name}`]: text })
      if (/\.(?:cjs|mjs|json)$/.test(name)) write({ [`out/g${index}/${name}`]: text })
    }
  }
  await promisify(execFile)(process.execPath, [tsc, '-p', root, '--noCheck'], { maxBuffer: 1e8 })
  using native = new NativeNode<{ url: string; isEntry: boolean }, readonly string[]>('natively.ts')
  const programs: Omit<Difference, 'ours'>[] = []
  for (const [index, sources] of all.entries()) {
    const natively = await native.run({
      url: pathToFileURL(path(`out/g${index}/${importerOf(index)}`)).href,
      isEntry: false,
    })
    programs.push({ sources, natively: natively ?? [] })
  }
  return { project: made, compilerOptions, programs }
}

function importerOf(index: number): string {
  return Object.keys(importers)[index % 2] ?? ''
}

/** What the loader does otherwise with them. */
async function* differences(
  { project: { load, write }, compilerOptions, programs }: Compiled,
  { tamper = (text) => text, options = {} }: Fault = {},
): AsyncGenerator<Difference, void> {
  write({ 'tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, ...options } }) })
  for (const [index, { sources, natively }] of programs.entries()) {
    for (const [name, text] of Object.entries(sources)) write({ [`src/g${index}/${name}`]: tamper(text) })
    let release = (): void => {}
    const ours = await observe(async () => {
      const graph = await load({ entry: `src/g${index}/${importerOf(index)}` })
      release = () => graph.release()
      return graph.exports
    }, false)
    release()
    // Where Node itself crashed it told nothing.
    if (natively.length > 0 && levelled(ours).join('\n') !== levelled(natively).join('\n'))
      yield { sources, natively, ours }
  }
}

/** The simplest of them, told. */
function told(found: readonly Difference[], from: number): string {
  const sizeOf = ({ sources }: Difference): number => Object.values(sources).join('').length
  const [simplest] = [...found].sort((a, b) => sizeOf(a) - sizeOf(b))
  if (!simplest) return ''
  const sources = Object.entries(simplest.sources).map(([name, text]) => `// ${name}\n${text}`)
  return `SEED=${from}, one of ${found.length}:\n${sources.join('\n')}\n${levelled(simplest.natively).join('\n')}\n--- but under the loader ---\n${levelled(simplest.ours).join('\n')}`
}

test.for(['commonjs', 'node16'] as const)(
  `L4 L5 ${graphs / 2} random programs do as CommonJS by tsc does under Node, module: %s`,
  { timeout: 60_000 + graphs * 200 },
  async (module) => {
    for (let rest = graphs / 2, from = seed; rest > 0; rest -= perCompilation, from++) {
      const compiled = await compileAll(Math.min(rest, perCompilation), from, module)
      const found: Difference[] = []
      for await (const difference of differences(compiled)) found.push(difference)
      expect(told(found, from)).toBe('')
      rmSync(compiled.project.root, { recursive: true })
    }
  },
)

interface Fault {
  readonly tamper?: (text: string) => string
  readonly options?: object
}

/** Faults of the compiler, as changes to the text of the modules that only the loader gets to see, or to their tsconfig. */
const faults: Record<string, Fault> = {
  'runs ES modules instead': { options: { module: 'esnext' } },
  'has no interop': { options: { esModuleInterop: false } },
  'moves imports to the top': {
    tamper: (text) => text.replace(/^([^]*?)((?:^import .*;?\n)+)/m, '$2$1'),
  },
  'does not hoist functions': {
    tamper: (text) => text.replaceAll(/^export function hoisted(.*)$/gm, 'export const hoisted = function hoisted$1'),
  },
  'exports what cannot be read yet': {
    tamper: (text) => text.replaceAll('export let counter = 0', 'let counter = 0; export { counter }'),
  },
  'has no live exports': { tamper: (text) => text.replaceAll('export let counter = 0', 'let counter = 0') },
  'lets export * win': {
    tamper: (text) => text.replaceAll(/^export \* from (.*)$/gm, 'Object.assign(exports, require($1))'),
  },
  'goes on after an error': { tamper: (text) => text.replaceAll('if (globalThis.__log) throw', 'new') },
}

test('L4 the comparison catches compilers with other faults', { timeout: 120_000 }, async () => {
  const compiled = await compileAll(120, 42, 'commonjs')
  const caught: string[] = []
  for (const [name, fault] of Object.entries(faults)) {
    for await (const _ of differences(compiled, fault)) {
      caught.push(name)
      break
    }
  }
  expect(caught).toEqual(Object.keys(faults))
})
