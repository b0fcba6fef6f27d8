import { pathToFileURL } from 'node:url'
import { HotseatError, type ModuleGraph } from '@hotseat/core'
import { expect, onTestFinished, test } from 'vitest'
import { call, decorated, project, type Project } from './project.ts'

const app = {
  ...decorated,
  'src/app.ts': `#!/usr/bin/env node
// What a compiler leaves away must not move what it keeps.
import type { Unused } from './types'
import { fail, type Other } from './fail'
import {
  later,
  Decorated,
} from './more'

interface Options {
  readonly a?: string
}

export { fail as reexported } from './fail'
export const inConstant = (options: Options = {}): never => { throw new Error('constant') }
export const across = () => fail()
export const asynchronous = () => later()
export const construct = () => new Decorated('a', undefined!)
export function method() { return Decorated.prototype.method.call({}) }
export default () => { throw new Error('default') }
`,
  'src/fail.ts': `export interface Other {}
export const other = 1
export function fail(): never {
  enum Local { A = 1 }
  const 日本 = '😀'; throw new TypeError(日本 + Local.A)
}
`,
  'src/more.ts': `import { other } from './fail'

function injectable(...args: unknown[]): any { return () => {} }
export async function later(): Promise<void> {
  await Promise.resolve(other)
  throw new RangeError('later')
}

@injectable({ a: other })
export class Decorated {
  private readonly field: string = 'x'
  constructor(
    private readonly first: string,
    @injectable() readonly second: Decorated,
  ) {
    if (first) throw new Error('constructed')
  }

  @injectable()
  method(): string {
    throw new Error('method')
  }
}
`,
}

async function thrownBy(work: () => unknown): Promise<Error> {
  try {
    await work()
  } catch (error) {
    if (error instanceof Error) return error
  }
  return expect.fail('nothing was thrown')
}

/** Puts a hook in the place of the loader's, that leaves frames as V8 gives them; until the test is over. */
function hookStacks(): void {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace') ?? {}
  const value = (error: unknown, frames: unknown[]): string =>
    `${String(error)}\n    at ${frames.map(String).join('\n    at ')}`
  Object.defineProperty(Error, 'prepareStackTrace', { configurable: true, writable: true, value })
  onTestFinished(() => void Object.defineProperty(Error, 'prepareStackTrace', before))
}

/** Each kind of error, and the expression that makes it. */
const places = [
  ['inConstant', 'src/app.ts', `new Error('constant')`],
  ['default', 'src/app.ts', `new Error('default')`],
  ['across', 'src/fail.ts', `new TypeError(`],
  ['reexported', 'src/fail.ts', `new TypeError(`],
  ['asynchronous', 'src/more.ts', `new RangeError('later')`],
  ['construct', 'src/more.ts', `new Error('constructed')`],
  ['method', 'src/more.ts', `new Error('method')`],
] as const

function positionOf(file: keyof typeof app, expression: string): { readonly line: number; readonly column: number } {
  const before = app[file].slice(0, app[file].indexOf(expression)).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** @throws unless the stacks of the errors that `graph` throws lead to these places, moved down by some lines */
async function checkStacks(graph: ModuleGraph, { path, loader }: Project, moved = 0): Promise<void> {
  for (const [name, file, expression] of places) {
    const { line, column } = positionOf(file, expression)
    const error = await thrownBy(() => call(graph, name))
    const [, top] = error.stack?.split('\n') ?? []
    const moves = file === 'src/more.ts' ? moved : 0
    expect(top, name).toContain(`${pathToFileURL(path(file)).href}:${line + moves}:${column}`)
    const location = loader.locate?.(error)
    expect(location, name).toMatchObject({ file: path(file), line: line + moves, column })
    expect(location?.frame, name).toMatch(new RegExp(`> +${line + moves} \\|.*\\n +\\| {${column}}\\^`))
  }
}

test('L8 stacks lead to the TypeScript: in functions, constants, constructors, methods, after awaits', async () => {
  const made = project(app)
  await checkStacks(await made.load(), made)
})

test('L8 stacks of several generations lead each to its own text', async () => {
  const made = project(app)
  const first = await made.load()
  made.write({ 'src/more.ts': `\n\n\n${app['src/more.ts']}` })
  const second = await made.load()
  await checkStacks(second, made, 3)
  await checkStacks(first, made)
})

test('L8 the check catches positions that are not mapped', async () => {
  const made = project(app)
  const graph = await made.load()
  hookStacks()
  await expect(checkStacks(graph, made)).rejects.toThrow('to contain')
})

test('L8 an error is located even if another hook has made its stack', async () => {
  const { load, loader, path } = project(app)
  const graph = await load()
  hookStacks()
  const error = await thrownBy(() => call(graph, 'across'))
  expect(loader.locate?.(error)).toMatchObject({
    file: path('src/fail.ts'),
    ...positionOf('src/fail.ts', 'new TypeError('),
  })
})

test('L8 a hook that was there before gets the frames with their places in the source', async () => {
  const { load, path } = project(app)
  const graph = await load()
  const error = await thrownBy(() => call(graph, 'construct'))
  expect(error.stack).toMatch(/^Error: constructed\n {4}at new Decorated \(file:/)
  expect(error.stack).not.toContain('__vite_ssr')
  expect(error.stack).toContain(`at construct (${pathToFileURL(path('src/app.ts')).href}:18:`)
})

test('L8 errors at the top level of a module are located, through cause and AggregateError too', async () => {
  const { load, loader, path } = project({
    'src/app.ts': `import { wrap } from './wrap'\n\nwrap()`,
    'src/wrap.ts': `import { readFileSync } from 'node:fs'
export function wrap(): void {
  readFileSync('/nowhere/at/all')
}`,
  })
  const error = await thrownBy(async () => await load())
  expect(error).toMatchObject({ code: 'ENOENT' })
  const expected = { file: path('src/wrap.ts'), line: 3, column: 3 }
  expect(loader.locate?.(error)).toMatchObject(expected)
  const plain = new Error('outer', { cause: new AggregateError([new Error('no place'), error]) })
  expect(loader.locate?.(plain)).toMatchObject(expected)
  expect(loader.locate?.('a string')).toBeUndefined()
  expect(loader.locate?.(new Error('of this very test'))).toBeUndefined()
  const coded = new HotseatError({ code: 'HOTSEAT_X', message: 'x', location: { file: '/a', line: 1, column: 2 } })
  expect(loader.locate?.(new Error('outer', { cause: coded }))).toEqual({ file: '/a', line: 1, column: 2 })
})

test.for([
  ['module', 'export function fail() { throw new Error("inside") }'],
  ['commonjs', 'exports.fail = function fail() { throw new Error("inside") }'],
] as const)('L8 an error of a package (%s) is located where the application called it', async ([type, text]) => {
  const { load, loader, path } = project({
    'node_modules/own/package.json': `{ "name": "own", "main": "./index.js", "type": "${type}" }`,
    'node_modules/own/index.js': text,
    'src/app.ts': `import { fail } from 'own'\nexport const run = () => fail()`,
  })
  for (const perGeneration of [[], ['own']]) {
    const graph = await load({ perGeneration })
    const error = await thrownBy(() => call(graph, 'run'))
    expect(error.stack).toContain(path('node_modules/own/index.js'))
    expect(loader.locate?.(error)).toMatchObject({ file: path('src/app.ts'), line: 2, column: 26 })
  }
})
