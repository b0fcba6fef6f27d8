import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { Pack } from '../src/cache/pack.ts'
import { tampers } from './broken/source-maps.ts'
import { Debuggee, type Call, type DebuggeeOptions } from './debuggee.ts'
import { DebuggerClient, type Holding, type Pause } from './debugger-client.ts'
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

interface Session {
  readonly debuggee: Debuggee
  readonly client: DebuggerClient
}

/** Starts an application under a debugger. */
async function debug(
  made: Project,
  options: DebuggeeOptions = {},
  holding: Holding = 'at the first line',
): Promise<Session> {
  const debuggee = new Debuggee(made.path('src/app.ts'), { flags: ['--inspect-brk=127.0.0.1:0'], ...options })
  onTestFinished(async () => await debuggee[Symbol.asyncDispose]())
  const client = await DebuggerClient.attach(await debuggee.url, holding)
  onTestFinished(() => client[Symbol.dispose]())
  if (options.flags === undefined) await client.start()
  return { debuggee, client }
}

/** A line of a file, found by a part of it. */
interface Place {
  readonly path: string
  readonly line: number
  readonly text: string
}

function placeOf(made: Project, file: string, part: string): Place {
  const path = made.path(file)
  const lines = readFileSync(path, 'utf8').split('\n')
  const index = lines.findIndex((line) => line.includes(part))
  return { path, line: index + 1, text: lines[index] ?? expect.fail(`no ${part} in ${file}`) }
}

/** @throws unless a call stops the program at this place of the text as it is now */
async function expectStop(session: Session, { call, generation }: Call, place: Place): Promise<Pause> {
  const { debuggee, client } = session
  const ended = debuggee.call(call, generation).then((value) => expect.fail(`${call} did not stop: ${String(value)}`))
  // Once it is known to have stopped.
  ended.catch(() => {})
  return await nextStop(client, ended, place)
}

async function nextStop(client: DebuggerClient, ended: Promise<never>, { path, line, text }: Place): Promise<Pause> {
  const pause = await Promise.race([client.nextPause(), ended])
  expect(pause.frames[0]).toMatchObject({ url: pathToFileURL(path).href, line, text })
  return pause
}

/** @throws if loading the next generation stops the program */
async function load({ debuggee, client }: Session): Promise<unknown> {
  const stopped = client.nextPause().then(({ frames: [top] }) => expect.fail(`a stop in ${top?.url}:${top?.line}`))
  stopped.catch(() => {})
  return await Promise.race([debuggee.call('load'), stopped])
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

const kinds = {
  ...decorated,
  'tsconfig.json': JSON.stringify({
    compilerOptions: { target: 'es2022', experimentalDecorators: true, emitDecoratorMetadata: true, jsx: 'react' },
  }),
  'src/app.ts': `import type { Unused } from './types'
import { Service } from './service'
import { view } from './view'
import { legacy } from './legacy.cjs'

interface Later { readonly a: string }
const atTheTop: number = legacy(1)

export const run = async (): Promise<string> => view(await new Service('x').find(atTheTop))
`,
  'src/service.ts': `function injectable(...args: unknown[]): any { return () => {} }

@injectable({ a: 1 })
export class Service {
  private readonly found: string[] = ['a', 'b', 'c']
  constructor(private readonly prefix: string, @injectable() readonly other?: Service) {}

  @injectable()
  async find(
    index: number,
  ): Promise<string> {
    await Promise.resolve()
    const found = this.found[index]
    return this.prefix + found
  }
}
`,
  'src/view.tsx': `type Props = { readonly text: string }
const React = { createElement: (tag: (props: Props) => string, props: Props) => tag(props) }

function Bold({ text }: Props): string {
  const marked = text.toUpperCase()
  return '*' + marked
}

export const view = (text: string): string => <Bold text={text} />
`,
  'src/legacy.cts': `interface Options { readonly a?: number }
import path = require('node:path')

const own = require('./own.cjs')
function legacy(value: number, options?: Options): number {
  return own(value) + path.sep.length
}
exports.legacy = legacy
`,
  'src/own.cjs': `'use strict'

module.exports = function own(value) {
  debugger
  return value - 1
}
`,
}

test.for(holdings)(
  'L8 breakpoints hit at the top level, in CommonJS, JSX and decorated classes (held %s)',
  async (holding) => {
    const made = project(kinds)
    const session = await debug(made, {}, holding)
    const { debuggee, client } = session
    const whileLoading = [
      placeOf(made, 'src/service.ts', '@injectable({ a: 1 })'),
      placeOf(made, 'src/view.tsx', 'const React ='),
      placeOf(made, 'src/legacy.cts', 'const own ='),
      placeOf(made, 'src/app.ts', 'const atTheTop'),
      placeOf(made, 'src/legacy.cts', 'return own'),
    ]
    const whileRunning = [
      placeOf(made, 'src/service.ts', 'constructor(private'),
      placeOf(made, 'src/service.ts', 'return this.prefix'),
      placeOf(made, 'src/view.tsx', 'return '),
    ]
    for (const { path, line } of [...whileLoading, ...whileRunning]) await client.breakAt(path, line)

    const follow = async (call: string, places: readonly Place[]): Promise<unknown> => {
      const [first, ...more] = places
      if (first) await expectStop(session, { call }, first)
      for (const place of more) {
        await client.resume()
        await nextStop(
          client,
          debuggee.last.then(() => expect.fail('it did not stop')),
          place,
        )
      }
      await client.resume()
      return await debuggee.last
    }
    const statement = placeOf(made, 'src/own.cjs', 'debugger')
    for (const generation of [1, 2]) {
      if (generation === 2) {
        for (const file of ['src/service.ts', 'src/view.tsx', 'src/legacy.cts'] as const)
          made.write({ [file]: `${kinds[file]}// another text\n` })
      }
      await follow('load', [...whileLoading, statement])
      expect(await follow('run', whileRunning)).toBe('*XB')
    }
  },
)

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

/** A debugger that is attached when the first generation is there. */
async function late(made: Project, options: DebuggeeOptions = {}): Promise<Session> {
  const debuggee = new Debuggee(made.path('src/app.ts'), options)
  onTestFinished(async () => await debuggee[Symbol.asyncDispose]())
  await debuggee.call('load')
  await debuggee.call('open the inspector')
  const client = await DebuggerClient.attach(await debuggee.url, 'at the first line')
  onTestFinished(() => client[Symbol.dispose]())
  return { debuggee, client }
}
