import { sep } from 'node:path'
import { expect, test } from 'vitest'
import { ignoring, type IgnoreOptions } from '../src/config/ignored.ts'

const path = (text: string) => text.replaceAll('/', sep)

function ignored(options: Partial<IgnoreOptions> = {}): (text: string) => boolean {
  const predicate = ignoring({
    roots: [path('/home/me/.work/app')],
    entry: path('/home/me/.work/app/src/app.ts'),
    outputs: [],
    ...options,
  })
  return (text) => predicate(path(text))
}

const inApp = (text: string) => `/home/me/.work/app/${text}`

test.each([
  'node_modules',
  'node_modules/x/index.js',
  'packages/a/node_modules',
  '.git',
  '.git/index',
  '.env',
  'src/.x.swp',
  'logs/app.log',
  'server.pid',
  'data/app.sqlite',
  'data/app.sqlite3-journal',
  'app.db-wal',
])('%s is never watched', (name) => {
  expect(ignored()(inApp(name))).toBe(true)
})

test.each(['dist', 'dist/app.js', 'build', 'coverage'])('%s beside package.json is written by tools', (name) => {
  expect(ignored()(inApp(name))).toBe(true)
})

test.each(['src', 'src/app.ts', 'src/build/plan.ts', 'distance.ts', 'src/dist.ts', 'tsconfig.json', 'node_modules.ts'])(
  '%s is watched',
  (name) => {
    expect(ignored()(inApp(name))).toBe(false)
  },
)

test('the root itself is watched, wherever it lies', () => {
  expect(ignored()('/home/me/.work/app')).toBe(false)
})

test('where the compiler writes is not watched', () => {
  const predicate = ignored({ outputs: [path(inApp('lib/out'))] })
  expect(predicate(inApp('lib/out/app.js'))).toBe(true)
  expect(predicate(inApp('lib/output.ts'))).toBe(false)
})

test('an entry in an output folder is watched there, for it is what runs', () => {
  const predicate = ignored({ entry: path(inApp('dist/app.js')), outputs: [path(inApp('dist'))] })
  expect(predicate(inApp('dist'))).toBe(false)
  expect(predicate(inApp('dist/greeter.js'))).toBe(false)
  expect(predicate(inApp('build'))).toBe(true)
})

test('a further root is watched even where its own name would be ignored', () => {
  const predicate = ignored({ roots: [path('/home/me/.work/app'), path(inApp('dist/generated'))] })
  expect(predicate(inApp('dist/generated/types.ts'))).toBe(false)
  expect(predicate(inApp('dist/app.js'))).toBe(true)
})

test('a glob without a slash matches a name at any depth, one with a slash the path', () => {
  const predicate = ignored({ ignore: ['*.generated.ts', 'src/assets/', 'src/**/snapshots'] })
  expect(predicate(inApp('src/deep/a.generated.ts'))).toBe(true)
  expect(predicate(inApp('src/assets'))).toBe(true)
  expect(predicate(inApp('src/assets/logo.svg'))).toBe(true)
  expect(predicate(inApp('assets/logo.svg'))).toBe(false)
  expect(predicate(inApp('src/a/b/snapshots/x.json'))).toBe(true)
  expect(predicate(inApp('src/app.ts'))).toBe(false)
})

test('a function decides about what the defaults leave, by absolute paths', () => {
  const asked: string[] = []
  const predicate = ignored({
    ignore: (text) => {
      asked.push(text)
      return text.endsWith('.sql')
    },
  })
  expect(predicate(inApp('src/a.sql'))).toBe(true)
  expect(predicate(inApp('src/a.ts'))).toBe(false)
  expect(predicate(inApp('node_modules/a.sql'))).toBe(true)
  expect(asked).toEqual([path(inApp('src/a.sql')), path(inApp('src/a.ts'))])
})
