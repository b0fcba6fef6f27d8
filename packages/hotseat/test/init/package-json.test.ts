import { expect, test } from 'vitest'
import { editPackageJson, isModule } from '../../src/init/package-json.ts'

const wishes = { dev: 'hotseat dev', devDependencies: new Map([['hotseat', '^1.0.0']]) }

test('script and packages are added, each where one would put it', () => {
  const before = { name: 'x', scripts: { test: 'vitest' }, dependencies: { express: '5' }, license: 'MIT' }
  const { text, kept } = editPackageJson(`${JSON.stringify(before, undefined, 2)}\n`, wishes)
  const after = {
    name: 'x',
    scripts: { test: 'vitest', dev: 'hotseat dev' },
    dependencies: { express: '5' },
    devDependencies: { hotseat: '^1.0.0' },
    license: 'MIT',
  }
  expect(text).toBe(`${JSON.stringify(after, undefined, 2)}\n`)
  expect(kept).toBeUndefined()
})

test.each([
  ['tabs', '\t', '\n'],
  ['four blanks', '    ', '\n'],
  ["Windows' line ends", '  ', '\r\n'],
])('%s stay', (_, indent, eol) => {
  const written = (value: object): string => JSON.stringify(value, undefined, indent).replaceAll('\n', eol)
  const { text } = editPackageJson(written({ scripts: { a: 'b' }, devDependencies: { a: '1', z: '1' } }), wishes)
  expect(text).toBe(
    written({ scripts: { a: 'b', dev: 'hotseat dev' }, devDependencies: { a: '1', hotseat: '^1.0.0', z: '1' } }),
  )
})

test('a script that is called dev is kept, beside it, under a name that is free', () => {
  const before = { scripts: { dev: 'tsx watch', 'dev:restart': 'other', test: 'x' } }
  const { text, kept } = editPackageJson(JSON.stringify(before, undefined, 2), wishes)
  expect(kept).toBe('dev:restart-2')
  expect(Object.entries(JSON.parse(text).scripts)).toEqual([
    ['dev', 'hotseat dev'],
    ['dev:restart-2', 'tsx watch'],
    ['dev:restart', 'other'],
    ['test', 'x'],
  ])
})

test('done again it changes nothing', () => {
  const { text } = editPackageJson('{}', wishes)
  expect(editPackageJson(text, { ...wishes, devDependencies: new Map() })).toEqual({ text, kept: undefined })
  const own = JSON.stringify({ scripts: { dev: 'NODE_ENV=test hotseat dev src/x.ts' } })
  expect(editPackageJson(own, { ...wishes, devDependencies: new Map() }).text).toBe(own)
})

test('what a file without an extension of its own is', () => {
  expect(isModule('{ "type": "module" }')).toBe(true)
  expect(isModule('{ "type": "commonjs" }')).toBe(false)
  expect(isModule('{}')).toBe(false)
})
