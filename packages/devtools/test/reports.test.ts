import { HotseatError, type GenerationStatus } from '@hotseat/core'
import { createPaths } from '@hotseat/http'
import { expect, test } from 'vitest'
import { presets } from '../src/editor/presets.ts'
import { reportFailure } from '../src/report/failure.ts'
import { Places } from '../src/report/places.ts'
import { containerOf, instantiatedOf, leasesOf, modulesOf } from '../src/timeline/descriptions.ts'

const root = '/srv/app'
const paths = createPaths(root)

test('a failure is reported with where it passed, who imports its file, and what is behind it', () => {
  const places = new Places(paths)
  const loop = new Error(`in ${root}/src/db.ts`)
  loop.cause = loop
  const cause = new TypeError('x is not a function', { cause: loop })
  const location = { file: `${root}/src/a.ts`, line: 3, column: 7 }
  const importers = [`${root}/src/b.ts`, `${root}/src/app.ts`]
  const error = new HotseatError({ code: 'HOTSEAT_TEST', message: 'broken', location, cause, importers })
  const loader = {
    trace: () => [location, { file: '/elsewhere/lib.ts', line: 1, column: 2 }],
  }
  const report = reportFailure({ generation: 8, answeredBy: 7, at: 5, error }, { loader, paths, places })
  expect(report).toEqual({
    generation: 8,
    answeredBy: 7,
    at: 5,
    code: 'HOTSEAT_TEST',
    message: 'broken',
    place: { file: 'src/a.ts', line: 3, column: 7, id: expect.any(String) },
    frame: null,
    stack: [
      { file: 'src/a.ts', line: 3, column: 7, id: expect.any(String) },
      { file: '…/lib.ts', line: 1, column: 2, id: expect.any(String) },
    ],
    importers: ['src/b.ts', 'src/app.ts'],
    causes: ['TypeError: x is not a function', 'Error: in src/db.ts'],
  })
  const ids = [report.place, ...report.stack].map((place) => place?.id)
  expect(new Set(ids).size).toBe(3)
  expect(places.find(ids[2])).toEqual({ file: '/elsewhere/lib.ts', line: 1, column: 2 })
  reportFailure({ generation: 9, answeredBy: 7, at: 6, error }, { loader: undefined, paths, places })
  expect(places.find(ids[2])).toBeUndefined()
})

test('a cause that the message repeats is not told again', () => {
  const behind = new TypeError('no database', { cause: new Error('refused') })
  const message = 'The application failed in createApp(). TypeError: no database'
  const error = new HotseatError({ code: 'HOTSEAT_CREATE_APP_FAILED', message, cause: behind })
  const places = new Places(paths)
  const report = reportFailure({ generation: 2, answeredBy: 1, at: 0, error }, { loader: undefined, paths, places })
  expect(report.causes).toEqual(['Error: refused'])
})

test('what is reported has an end, however long what was thrown is', () => {
  const places = new Places(paths)
  let error = new HotseatError({ code: 'HOTSEAT_TEST', message: 'x'.repeat(1_000_000) })
  for (let count = 1; count <= 100; count += 1) {
    error = new HotseatError({ code: 'HOTSEAT_TEST', message: 'x'.repeat(1_000_000 - count), cause: error })
  }
  const report = reportFailure({ generation: 1, answeredBy: null, at: 0, error }, { loader: undefined, paths, places })
  expect(report.causes).toHaveLength(10)
  expect(JSON.stringify(report).length).toBeLessThan(250_000)
})

const status: GenerationStatus = {
  generation: 3,
  state: 'live',
  age: 10,
  leases: [
    { route: 'GET /notes', age: 5, released: false },
    { route: undefined, age: 2, released: true },
  ],
  modules: () => [
    { path: `${root}/src/b.ts`, imports: [], reason: 'changed' },
    {
      path: `${root}/src/a.ts`,
      imports: [`${root}/src/b.ts`, '/gone.ts'],
      reason: 'import',
      because: `${root}/src/b.ts`,
    },
    { path: `${root}/src/c.ts`, imports: [], reason: 'carried' },
  ],
  registrations: () => [
    { name: 'Greeter', lifetime: 'Singleton', resolved: true },
    { name: `file ${root}/x`, lifetime: 'value' },
  ],
}

test('what a generation is made of is told with relative paths, and imports as places in the list', () => {
  expect(modulesOf(status, paths)).toEqual({
    generation: 3,
    modules: [
      { path: 'src/a.ts', imports: [1], reason: 'import', because: 'src/b.ts' },
      { path: 'src/b.ts', imports: [], reason: 'changed', because: null },
      { path: 'src/c.ts', imports: [], reason: 'carried', because: null },
    ],
  })
  expect(instantiatedOf(status, paths)).toEqual({
    generation: 3,
    count: 2,
    modules: [
      { path: 'src/b.ts', reason: 'changed', because: null },
      { path: 'src/a.ts', reason: 'import', because: 'src/b.ts' },
    ],
  })
  expect(containerOf(status, paths).registrations).toEqual([
    { name: 'Greeter', lifetime: 'Singleton', resolved: true },
    { name: 'file x', lifetime: 'value', resolved: null },
  ])
  expect(leasesOf([status])).toEqual({
    generations: [
      {
        generation: 3,
        state: 'live',
        age: 10,
        leases: [
          { route: 'GET /notes', age: 5, released: false },
          { route: null, age: 2, released: true },
        ],
      },
    ],
  })
})

test('of thousands of modules that are new two hundred are told, and how many there are', () => {
  const modules = Array.from({ length: 5_000 }, (_, index) => ({
    path: `${root}/${index}.ts`,
    imports: [],
    reason: 'changed' as const,
  }))
  const { count, modules: told } = instantiatedOf({ ...status, modules: () => modules }, paths)
  expect([count, told.length]).toEqual([5_000, 200])
})

/** A thousand of these are remembered, of applications in which each save makes the same modules anew. */
function checkShared(describe: typeof instantiatedOf): void {
  const [first, second] = [
    { path: `${root}/a.ts`, imports: [], reason: 'changed' },
    { path: `${root}/b.ts`, imports: [], reason: 'import', because: `${root}/a.ts` },
  ] as const
  const before = describe({ ...status, modules: () => [first, second] }, paths)
  const after = describe({ ...status, modules: () => [{ ...first, reason: 'first' }, second] }, paths, before)
  expect(after.modules.map(({ reason }) => reason)).toEqual(['first', 'import'])
  expect(after.modules.map((each, index) => each === before.modules[index])).toEqual([false, true])
}

test('what is the same in generations that follow each other is kept once', () => checkShared(instantiatedOf))

test('one that keeps all of it for each generation is caught', () => {
  expect(() => checkShared((each, shown) => instantiatedOf(each, shown))).toThrow('to deeply equal')
})

test('every editor that is known is given file, line and column', () => {
  for (const [command, ...parameters] of Object.values(presets)) {
    expect(command).toMatch(/^[a-z]+$/)
    const all = parameters.join(' ')
    for (const part of ['{file}', '{line}', '{column}'])
      expect([command, all]).toEqual([command, expect.stringContaining(part)])
  }
})
