import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import fc from 'fast-check'
import { assert, expect, test } from 'vitest'
import { comparable } from './comparable.ts'
import { NativeNode } from './native-node.ts'
import { project } from './project.ts'
import { randomModules } from './random-modules.ts'
import { runModules } from './run-modules.ts'

/** In a run of the nightly kind 10,000. */
const graphs = Number(process.env['GRAPHS'] ?? 500)
// The same graphs each time, so that a change is what turns it red; another SEED looks for what nobody has seen yet.
const seed = Number(process.env['SEED'] ?? 78)

const observe: (run: () => Promise<unknown>, isEntry: boolean) => Promise<string[]> = runInThisContext(
  `(${runModules})`,
)

/**
 * What a run did. What is known to differ is levelled: how errors of linking read, by which name TDZ errors go, and
 * that a module which reads its own anonymous default class does not yet find it named `default`.
 */
function levelled(log: readonly string[]): readonly string[] {
  return log.map((line) =>
    line
      .replaceAll(
        /(?:SyntaxError: (?:The requested module|Detected cycle|Named export)|HotseatError: HOTSEAT_LOADER_MISSING_EXPORT)[^]*/g,
        'cannot be linked',
      )
      .replace(/TypeError: Cannot (?:set|assign|redefine)[^]*/, 'TypeError: Cannot set it')
      .replaceAll('__vite_ssr_export_default__', 'default')
      .replaceAll(/Cannot access '[\w.]+' before/g, 'Cannot access it before'),
  )
}

/** @throws unless the loader does with each graph what Node does */
async function checkLikeNative(runs: number, from: number, tamper = (text: string): string => text): Promise<void> {
  using native = new NativeNode<{ url: string; isEntry: boolean }, readonly string[]>('natively.ts')
  const { root, load } = project({
    'package.json': '{}',
    // Types are only stripped natively: what is imported is imported.
    'tsconfig.json': '{ "compilerOptions": { "verbatimModuleSyntax": true, "target": "esnext" } }',
  })
  let count = 0
  const property = fc.asyncProperty(randomModules, fc.boolean(), async (modules, isEntry) => {
    const folder = join(root, `g${count++}`)
    mkdirSync(folder)
    const write = (change: (text: string) => string): void => {
      for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, name), change(text))
    }
    const [first = ''] = Object.keys(modules)
    // What has been imported by a module that stays may be imported again once it has failed.
    if (!isEntry) writeFileSync(join(folder, 'importer.mjs'), `export default () => import('./${first}')`)
    const entry = join(folder, isEntry ? first : 'importer.mjs')
    write((text) => text)
    const natively = await native.run({ url: pathToFileURL(entry).href, isEntry })
    if (!natively) return
    write(tamper)
    let release = (): void => {}
    const log = await observe(async () => {
      const graph = await load({ entry })
      release = () => graph.release()
      return graph.exports
    }, isEntry)
    release()
    rmSync(folder, { recursive: true })
    const end = comparable(natively, log, modules)
    const [ours, theirs] = [levelled(log.slice(0, end)), levelled(natively.slice(0, end))]
    assert.deepEqual(ours, theirs, `${theirs.join('\n')}\n--- but under the loader ---\n${ours.join('\n')}`)
  })
  const { failed, counterexample, errorInstance, numShrinks } = await fc.check(property, { numRuns: runs, seed: from })
  if (!failed) return
  const sources = Object.entries(counterexample?.[0] ?? {}).map(([name, text]) => `// ${name}\n${text}`)
  expect.fail(`SEED=${from}, ${numShrinks} times simplified:\n${sources.join('\n')}\n${String(errorInstance)}`)
}

test(
  `L4 L5 ${graphs} random graphs do what they do natively, in the same order`,
  { timeout: 60_000 + graphs * 200 },
  async () => {
    await checkLikeNative(graphs, seed)
  },
)

/** Faults of an evaluator, as changes to the text of the modules that only the loader gets to see. */
const faults: Record<string, (text: string) => string> = {
  'imports in another order': (text) => {
    const [head, ...rest] = text.split(/^(?=const log)/m)
    return [head?.split('\n').toReversed().join('\n'), ...rest].join('\n')
  },
  'does not import for effects': (text) => text.replaceAll(/^import '.*'$/gm, ''),
  'has no live bindings': (text) =>
    text
      .replaceAll('export let counter', 'let counter')
      .replace(
        'export function increment() { counter++ }',
        'export { counter0 as counter }; const counter0 = counter; export function increment() {}',
      ),
  'does not hoist functions': (text) =>
    text.replaceAll(/^export function hoisted(.*)$/gm, 'export const hoisted = function hoisted$1'),
  'goes on after an error': (text) => text.replaceAll('if (globalThis.__log) throw', 'new'),
  'waits for no top-level await': (text) => text.replaceAll(/^for \(.*await null.*$/gm, ''),
  'reads CommonJS exports too late': (text) =>
    text.replaceAll(`exports.value = value;`, `setImmediate(() => { exports.value = value });`),
  'exports a default twice': (text) => text.replaceAll(/^export default .*$/gm, 'export default 1'),
}

test.for(Object.entries(faults))(
  'L4 the comparison catches a loader that %s',
  { timeout: 120_000 },
  async ([, fault]) => {
    await expect(checkLikeNative(150, 42, fault)).rejects.toThrow('but under the loader')
  },
)
