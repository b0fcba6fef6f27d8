import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { decorated, installed, project, type Project } from './project.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const generations = 50

/** @throws unless all graphs but the last two are collected, with all that was made in them */
async function checkCollected(
  made: Project,
  perGeneration: readonly string[],
  letGo: (object: object) => void,
): Promise<void> {
  const collected = new Set<number>()
  const registry = new FinalizationRegistry<number>((generation) => void collected.add(generation))
  for (let generation = 1; generation <= generations; generation++) {
    made.write({ 'src/changing.ts': `export const changing = ${generation}` })
    const graph = await made.load({ generation, perGeneration })
    const { state, late } = graph.exports
    if (typeof state !== 'object' || state === null || typeof late !== 'function') expect.fail('no state')
    await late()
    registry.register(state, generation)
    await graph.release()
    letGo(graph)
  }
  for (let turn = 0; turn < 20 && collected.size < generations - 2; turn++) {
    collectGarbage()
    await setImmediate()
  }
  expect(collected.size).toBeGreaterThanOrEqual(generations - 2)
}

const app = {
  ...decorated,
  'src/app.ts': `
    import 'reflect-metadata'
    import { container, singleton } from 'tsyringe'
    import { changing } from './changing'
    import './stable'
    import.meta.hot.data.changing = changing
    import.meta.hot.dispose(() => state)
    @singleton() export class Service { readonly buffer = new Uint8Array(10_000) }
    export const state = { changing, service: container.resolve(Service), created: new Error('with a stack').stack }
    import { load } from 'loads'
    export const late = () => Promise.all([import('./late'), load(import.meta.resolve('./route'))])`,
  'node_modules/loads/package.json': '{ "type": "module", "exports": "./index.js" }',
  'node_modules/loads/index.js': 'export const load = async (url) => await import(url)',
  'src/route.ts': `import { state } from './app'; export const route = () => state`,
  'src/late.ts': `import { state } from './app'; export const later = () => state`,
  'src/stable.ts': `export const keep = new Map(); export const late = () => import('./late')`,
}

const registering = {
  ...decorated,
  'src/app.ts': `
    import { IsString, validateSync } from 'class-validator'
    import { changing } from './changing'
    export class User { @IsString() name = 1; readonly buffer = new Uint8Array(10_000) }
    export const state = { changing, user: new User() }
    export const late = async () => validateSync(state.user).length`,
}

function application(files: Record<string, string> = app): Project {
  const made = project(files)
  for (const name of ['class-validator', 'tsyringe', 'reflect-metadata'])
    made.link(installed(name), `node_modules/${name}`)
  return made
}

test(`L9 of ${generations} released generations none but the last two is left`, async () => {
  await checkCollected(application(), ['tsyringe'], () => {})
})

test('L9 a registry that a package keeps for the process holds none either', async () => {
  await checkCollected(application(registering), [], () => {})
})

test('L9 the check catches a generation that something holds', async () => {
  const held: object[] = []
  const keep = (graph: object): void => void held.push(graph)
  // A released graph holds nothing: so it may be held itself …
  await checkCollected(application(), ['tsyringe'], keep)
  // … and tsyringe, loaded once for all, holds every class it has seen.
  await expect(checkCollected(application(), [], () => {})).rejects.toThrow('to be greater')
})
