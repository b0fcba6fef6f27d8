import { expect, test } from 'vitest'
import { awaitsAtTopLevel } from '../src/compile/top-level-await.ts'

test.for([
  'await (0, f)()',
  'await f',
  'await [f]',
  'await `f`',
  'await\n(f)',
  'const a = (await (0, f)()).b',
  'try { await (f) } finally {}',
  'for await (const a of b) {}',
  'const { a = await (0, f)() } = b',
  'class A extends (await (0, f)()) {}',
  'class A { [await (0, f)()]() {} }',
])('awaits at the top level: %s', (body) => {
  expect(awaitsAtTopLevel(body)).toBe(true)
})

test.for([
  '',
  '"await (f)"',
  'const a = { await: 1 }; a.await',
  'async function f() { await (0, g)() }',
  'const f = async () => await (g)',
  'class A { async m() { for await (const a of b) await [a] } field = async () => await (1) }',
  'async function* f() { yield await (1) }',
  'const text = `${async () => await (f)}`',
])('awaits in functions only: %s', (body) => {
  expect(awaitsAtTopLevel(body)).toBe(false)
})
