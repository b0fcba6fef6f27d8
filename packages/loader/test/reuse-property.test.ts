import type { ModuleGraph, ModuleLoader } from '@hotseat/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { brokenRules } from './broken/reuse.ts'
import { reading } from './broken/tampering.ts'
import { NativeNode } from './native-node.ts'
import { checkHistory, type Native, type Tried } from './reuse/check.ts'
import { randomHistory, type History } from './reuse/plan.ts'
import { tried } from './reuse/tried.ts'
import { filesOf, worldOf } from './reuse/world.ts'

/** In a run of the nightly kind 2,000. */
const histories = Number(process.env['HISTORIES'] ?? 40)
// The same each time, so that a change is what turns it red; another SEED looks for what nobody has seen yet.
const seed = Number(process.env['SEED'] ?? 1)

/**
 * @param endOnFailure a history that fails is not simplified
 * @throws unless the loader keeps the rule in every history
 */
async function checkRule(runs: number, from: number, make: () => Tried, endOnFailure = false): Promise<void> {
  using native: Native = new NativeNode('observe.ts')
  const property = fc.asyncProperty(randomHistory, async (history) => await checkHistory(history, make(), native))
  const checked = await fc.check(property, { numRuns: runs, seed: from, endOnFailure })
  const { failed, counterexample, errorInstance, numShrinks } = checked
  if (!failed) return
  expect.fail(`SEED=${from}, ${numShrinks} times simplified:\n${told(counterexample?.[0])}\n${String(errorInstance)}`)
}

function told(history: History | undefined): string {
  if (!history) return 'no history'
  const files = [...filesOf(worldOf(history))].map(([file, text]) => `// ${file}\n${text}`)
  const steps = history.steps.map((step) => JSON.stringify(step))
  return [...files, `files: ${history.files}; what is done before each further load:`, ...steps].join('\n')
}

test(
  `L1 L2 L3 ${histories} random histories: carried by the rule, else as natively, compiled once, pinned`,
  { timeout: 60_000 + histories * 1_000 },
  async () => {
    await checkRule(histories, seed, () => tried())
  },
)

/**
 * @param from a seed with which it takes few histories
 * @throws unless the check fails, for that reason
 */
async function checkCaught(make: () => Tried, reason: string, from = 1): Promise<void> {
  await expect(checkRule(100, from, make, true)).rejects.toThrow(reason)
}

const timeout = 60_000

test.for(Object.entries(brokenRules))('L2 the property catches a rule that %s', { timeout }, async ([, rule]) => {
  await checkCaught(() => tried(() => ({ carriedModules: rule })), 'what is carried')
})

test('L1 the property catches a loader that compiles twice', { timeout }, async () => {
  const twice = (): Tried =>
    tried(({ compile }) => ({
      compile(...file) {
        compile(...file)
        return compile(...file)
      },
    }))
  await checkCaught(twice, 'compiled twice')
})

test('L2 the property catches code that is not what was saved', { timeout }, async () => {
  const stale = reading(/m1\b.*$/, (text) => text.replace(/ v[1-9]\d*/, ' v0'))
  await checkCaught(() => planted(stale), 'as those of a native run')
})

test('L3 the property catches old code that cannot import any more', { timeout }, async () => {
  /** Lets a generation go when there are three later ones. */
  const releasing = (right: ModuleLoader): ModuleLoader => {
    const graphs: ModuleGraph[] = []
    return {
      ...right,
      async load(entry, context) {
        graphs.push(await right.load(entry, context))
        if (graphs.length > 3) await graphs.shift()?.release()
        return graphs.at(-1) ?? expect.fail('no graph')
      },
    }
  }
  await checkCaught(() => planted(releasing), 'HOTSEAT_LOADER_RELEASED')
})

test('L3 the property catches imports that are found only when they run', { timeout }, async () => {
  const hide = (line: string): string => line.replaceAll(/(import|require)\('/g, `$1('' + '`)
  const hiding = reading(/m\d\b.*$/, (text) => text.replaceAll(/^.*\bmuchLater\b.*$/gm, hide))
  await checkCaught(() => planted(hiding), 'imports late', 7)
})

function planted(plant: (right: ModuleLoader) => ModuleLoader): Tried {
  const { loader, compiled } = tried()
  return { loader: plant(loader), compiled }
}
