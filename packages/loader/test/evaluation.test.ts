import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { runInThisContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loader } from '../src/index.ts'
import { project } from './project.ts'
import { randomModules } from './random-modules.ts'
import { runModules } from './run-modules.ts'

const graphs = 60

/**
 * What a run did. What is known to differ is levelled: how errors of linking read, by which name TDZ errors go, and
 * that a module which reads its own anonymous default class does not yet find it named `default`.
 */
function levelled(log: readonly string[]): readonly string[] {
  return log.map((line) =>
    line
      .replaceAll(/(?:SyntaxError: (?:The requested module|Detected cycle)|HotseatError: )[^]*/g, 'cannot be linked')
      .replaceAll('__vite_ssr_export_default__', 'default')
      .replaceAll(/Cannot access '\w+' before/g, 'Cannot access it before'),
  )
}

type Run = (entry: string) => Promise<Readonly<Record<string, unknown>>>

/** @throws unless `run` does with each graph what Node does */
async function checkLikeNative(run: Run, seed: number): Promise<void> {
  const samples = fc.sample(randomModules, { numRuns: graphs, seed })
  const files = samples.flatMap((modules, index) =>
    Object.entries(modules).map(([name, text]) => [`g${index}/${name}`, text] as const),
  )
  const { root } = project(Object.fromEntries(files))
  const entries = samples.map((_, index) => join(root, `g${index}`, 'm0.mjs'))
  const urls = JSON.stringify(entries.map((entry) => pathToFileURL(entry).href))
  const driver = `const logs = []; for (const url of ${urls}) logs.push(await (${runModules})(() => import(url))); console.log(JSON.stringify(logs))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', driver])
  const natively: string[][] = JSON.parse(stdout)

  const observe: (run: () => ReturnType<Run>) => Promise<string[]> = runInThisContext(`(${runModules})`)
  for (const [index, entry] of entries.entries()) {
    const log = await observe(async () => await run(entry))
    const message = `seed ${seed}, graph ${index}: ${JSON.stringify(samples[index])}`
    expect(levelled(log), message).toEqual(levelled(natively[index] ?? []))
  }
}

test(`L4 ${graphs} random graphs do what they do natively, in the same order`, async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
  const { load } = project({})
  await checkLikeNative(async (entry) => (await load({ entry })).exports, seed)
})
