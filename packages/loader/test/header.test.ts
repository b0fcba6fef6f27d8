import { expect, test } from 'vitest'
import { readHeader } from '../src/compile/header.ts'
import { toRunnerForm } from '../src/compile/oxc.ts'

function header(text: string): ReturnType<typeof readHeader> {
  return readHeader('/app/a.js', toRunnerForm('/app/a.js', text, false).code)
}

test('imports in source order, with the names they need; exports by name', () => {
  const { imports, exports, stars, locals } = header(`
    import 'side-effect'
    import d, { a as b, 'string name' as s } from "it's"
    import * as ns from './ns'
    export * from './star'
    export * as space from './space'
    export { x, default as y } from './re'
    export { b, s, ns }
    export const value = d, { destructured: [nested] } = b
    export { value as 'quoted "name"' }
    export default class Named {}`)
  expect(imports).toEqual([
    { specifier: 'side-effect', names: [], use: 'nothing' },
    { specifier: `it's`, names: ['default', 'a', 'string name'], use: 'names' },
    { specifier: './ns', names: [], use: 'nothing' },
    { specifier: './star', names: [], use: 'nothing' },
    { specifier: './space', names: [], use: 'nothing' },
    { specifier: './re', names: ['x', 'default'], use: 'nothing' },
  ])
  expect(stars).toEqual([3])
  expect(locals).toEqual(['value', 'nested', 'value', 'Named'])
  expect(exports).toEqual([
    { name: 'b', kind: 'indirect', from: 1, imported: 'a' },
    { name: 'default', kind: 'local', slot: 3 },
    { name: 'nested', kind: 'local', slot: 1 },
    { name: 'ns', kind: 'namespace', from: 2 },
    { name: 'quoted "name"', kind: 'local', slot: 2 },
    { name: 's', kind: 'indirect', from: 1, imported: 'string name' },
    { name: 'space', kind: 'namespace', from: 4 },
    { name: 'value', kind: 'local', slot: 0 },
    { name: 'x', kind: 'indirect', from: 5, imported: 'x' },
    { name: 'y', kind: 'indirect', from: 5, imported: 'default' },
  ])
})

test('what the body speaks of: names, a namespace of which all can be seen, or nothing', () => {
  const { imports } = header(`
    import { a } from './names'
    import { 'string name' as b } from './string'
    import * as whole from './whole'
    import * as member from './member'
    import * as computed from './computed'
    import c, * as both from './both'
    import { unused } from './unused'
    console.log(a(), b, whole, member.x, computed['x' + a], c, both.x)`)
  expect(imports.map(({ specifier, use }) => `${specifier} ${use}`)).toEqual([
    './names names',
    './string names',
    './whole namespace',
    './member namespace',
    './computed namespace',
    './both namespace',
    './unused nothing',
  ])
})

test('the body stays on its lines, behind hashbang, comments and directives', () => {
  const text = `#!/usr/bin/env node\n/* a comment\n of two lines */\n'use client'\n// before\nimport { a } from './a'\nexport const b = a\n`
  const { code } = toRunnerForm('/app/a.js', text, false)
  const { body, imports, exports } = readHeader('/app/a.js', code)
  expect(body.split('\n')).toHaveLength(code.split('\n').length)
  expect(body.split('\n').indexOf('const b = __vite_ssr_import_0__.a;')).toBe(
    code.split('\n').indexOf('const b = __vite_ssr_import_0__.a;'),
  )
  expect(body.startsWith('///usr/bin/env node\n')).toBe(true)
  expect([imports.length, exports.length]).toEqual([1, 1])
})

test('strings in the text that look like a head are left alone', () => {
  const { imports, body } = header(`export const text = 'await __vite_ssr_import__("x")'`)
  expect(imports).toEqual([])
  expect(body).toContain('await __vite_ssr_import__')
})

test.for([
  'const __vite_ssr_import_0__ = await __vite_ssr_import__("./a", { other: 1 });',
  'const __vite_ssr_import_1__ = await __vite_ssr_import__("./a");',
  'Object.defineProperty(__vite_ssr_exports__, "a", { get: () => a });',
  'let before = 1;\n__vite_ssr_exportAll__(__vite_ssr_import_0__);',
])('a head in another form is refused: %s', (code) => {
  expect(() => readHeader('/app/a.js', code)).toThrow('Please report it')
})
