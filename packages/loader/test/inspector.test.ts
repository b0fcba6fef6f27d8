import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Pack } from '../src/cache/pack.ts'
import { tampers } from './broken/source-maps.ts'
import { debug, expectStop, late, load, placeOf, type Place, type Session } from './debugging.ts'
import { decorated, project, type Project } from './project.ts'

const app = {
  ...decorated,
  'src/app.ts': `import type { Greeting } from './types'
import { greet } from './greet'
import { suffix } from './neighbour'

interface Options {
  readonly name: string
}

export const run = (options: Options = { name: 'you' }): Greeting => {
  return greet(options.name) + suffix
}
`,
  'src/greet.ts': `export type Unused = string

enum Word {
  Hello = 'hello',
}

export function greet(name: string): string {
  const greeting: string = Word.Hello + ' ' + name
  return greeting
}
`,
  'src/neighbour.ts': `export const suffix: string = '!'\n`,
}

/** @throws unless a breakpoint in a file is hit before and after reloads, of that file and of its neighbours */
async function checkBreakpoint(made: Project, session: Session): Promise<void> {
  const { debuggee, client } = session
  const run = { call: 'run' }
  const stop = async (place: Place, value: string, generation?: number): Promise<void> => {
    await expectStop(session, { ...run, ...(generation !== undefined && { generation }) }, place)
    await client.resume()
    expect(await debuggee.last).toBe(value)
  }
  const first = placeOf(made, 'src/greet.ts', 'return greeting')
  await client.breakAt(first.path, first.line)
  await load(session)
  await stop(first, 'hello you!')

  made.write({ 'src/neighbour.ts': `// another line\nexport const suffix = '?'\n` })
  await load(session)
  await stop(first, 'hello you?')

  // The breakpoint stays at its line, which has another text now.
  made.write({
    'src/greet.ts': app['src/greet.ts'].replace('enum Word', '// one more line\nenum Word').replace(`'hello'`, `'bye'`),
  })
  await load(session)
  const moved = placeOf(made, 'src/greet.ts', 'const greeting')
  expect(moved.line).toBe(first.line)
  await stop(moved, 'bye you?')
  // What the old generation has is still the old text.
  await stop(first, 'hello you?', 2)
}

const holdings = ['at the first line', 'before scripts with maps'] as const

test.for(holdings)(
  'L8 a breakpoint hits before and after reloads, of its file and of others (held %s)',
  async (holding) => {
    const made = project(app)
    await checkBreakpoint(made, await debug(made, {}, holding))
  },
)

test.for([...tampers.keys()])('L8 the check catches a loader that %s', async (fault) => {
  const made = project(app)
  await expect(checkBreakpoint(made, await debug(made, { fault }))).rejects.toThrow(/to match object|a stop in/)
})

test('L8 the variables of the source are in the scopes', async () => {
  const made = project(app)
  const session = await debug(made)
  const place = placeOf(made, 'src/greet.ts', 'return greeting')
  await session.client.breakAt(place.path, place.line)
  await load(session)
  const { frames } = await expectStop(session, { call: 'run' }, place)
  const [inner, outer] = frames
  expect(inner?.functionName).toBe('greet')
  expect(outer).toMatchObject({ functionName: 'run', line: placeOf(made, 'src/app.ts', 'return greet').line })
  const local = inner?.scopes.find(({ type }) => type === 'local')
  expect(await session.client.variables(local)).toEqual({ name: 'you', greeting: 'hello you' })
  const closure = inner?.scopes.find(({ type }) => type === 'closure')
  expect(Object.keys(await session.client.variables(closure))).toContain('Word')
})

test('L8 without an inspector no script has a map; of one that is opened later all have it from the next reload on', async () => {
  const made = project(app)
  const session = await late(made)
  const scripts = session.client.scriptsOf(made.path('src/neighbour.ts'))
  expect(scripts.map(({ sourceMapURL }) => sourceMapURL)).toEqual([''])
  made.write({ 'src/neighbour.ts': `export const suffix = '?'` })
  expect(await load(session)).toEqual({ carried: 0, instantiated: 3 })
  const place = placeOf(made, 'src/greet.ts', 'return greeting')
  await session.client.breakAt(place.path, place.line)
  await expectStop(session, { call: 'run' }, place)
  await session.client.resume()
  expect(await session.debuggee.last).toBe('hello you?')
  // From then on the reuse rule is what it was.
  made.write({ 'src/neighbour.ts': `export const suffix = '.'` })
  expect(await load(session)).toEqual({ carried: 1, instantiated: 2 })
})

test('L8 L12 what is cached for a debugger has maps, also in the next process, and what is not has none', async () => {
  const made = project(app)
  const cache = made.path('cache')
  const place = placeOf(made, 'src/greet.ts', 'return greeting')
  const plain = await late(made, { cache })
  await untilCached(cache, 3)
  for (const turn of ['compiled', 'cached']) {
    const session = await debug(made, { cache })
    await session.client.breakAt(place.path, place.line)
    await load(session)
    await expectStop(session, { call: 'run' }, place)
    await session.client.resume()
    if (turn === 'compiled') await untilCached(cache, 6)
  }
  const again = await late(made, { cache })
  for (const { client } of [plain, again])
    expect(client.scriptsOf(place.path).map(({ sourceMapURL }) => sourceMapURL)).toEqual([''])
})

/** Waits until a cache holds that many entries. */
async function untilCached(folder: string, entries: number): Promise<void> {
  for (;;) {
    const [name] = existsSync(folder) ? readdirSync(folder).filter((each) => each.endsWith('.pack')) : []
    if (name !== undefined && [...new Pack(readFileSync(join(folder, name))).keys].length >= entries) return
    await setTimeout(20)
  }
}
