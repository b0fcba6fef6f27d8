import { expect, test } from 'vitest'
import { project } from './project.ts'

const tsconfig = (compilerOptions: object): string => JSON.stringify({ compilerOptions })

/** What TypeScript has besides types, as far as a file can be compiled alone. */
const features: Readonly<Record<string, readonly [source: string, seen: unknown]>> = {
  enums: [
    `enum Numbers { A, B = 5, C, D = A | C, E = 'x'.length }
     enum Strings { A = 'a', B = \`b\${1}\` }
     enum Numbers { Merged = 9 }
     export const seen = [Numbers.C, Numbers[5], Numbers.D, Numbers.E, Strings.B, Numbers.Merged]`,
    [6, 'B', 6, 1, 'b1', 9],
  ],
  'const enums in one file': [`const enum Level { Low = 1, High = Low << 4 }; export const seen = [Level.High]`, [16]],
  namespaces: [
    `namespace N { export const a = 1; const hidden = 2; export function f() { return a + hidden } }
     namespace N { export const b = a + 1; export namespace Deep { export class C { n = b } } }
     function Merged() { return Merged.more }
     namespace Merged { export let more = 'merged' }
     class Holder { own = Holder.kept } namespace Holder { export const kept = 'kept' }
     enum Color { Red } namespace Color { export const of = () => Color[0] }
     import C = N.Deep.C
     export const seen = [N.f(), new C().n, Merged(), new Holder().own, Color.of()]`,
    [3, 2, 'merged', 'kept', 'Red'],
  ],
  'parameter properties': [
    `class A { b = 2; constructor(readonly a: number, private c = 3, protected override d?: string) {} }
     export const seen = { ...new A(1) }`,
    { a: 1, b: 2, c: 3, d: undefined },
  ],
  'satisfies, as and !': [
    `const a = { x: 1 } satisfies Record<string, number>; export const seen = [a.x!, <number>a.x, (a as { x: number }).x, [1] as const]`,
    [1, 1, 1, [1]],
  ],
  using: [
    `const log: string[] = []
     const open = (name: string) => ({ name, [Symbol.dispose]() { log.push('closed ' + name) }, async [Symbol.asyncDispose]() { log.push('ended ' + name) } })
     { using a = open('a'); using b = open('b'); log.push(a.name + b.name) }
     try { using c = open('c'); throw new Error('thrown') } catch (error) { log.push(error.message) }
     await (async () => { await using d = open('d'); log.push(d.name) })()
     for (using e of [open('e')]) log.push('in ' + e.name)
     export const seen = log`,
    ['ab', 'closed b', 'closed a', 'closed c', 'thrown', 'd', 'ended d', 'in e', 'closed e'],
  ],
  'abstract classes and overloads': [
    `abstract class A { abstract m(): string; abstract p: number; go() { return this.m() } }
     class B extends A { p = 1; m(): string; m(a?: number) { return 'm' + this.p } declare readonly never: string }
     function f(a: string): string; function f(a: number): number; function f(a: unknown) { return a }
     export const seen = [new B().go(), f(1), Object.keys(new B())]`,
    ['m1', 1, ['p']],
  ],
  'declare, definite and index signatures': [
    `declare const gone: string; declare global { interface Window {} } declare module 'x' {}
     class A { a!: number; [key: string]: unknown; declare b: string; static s?: string; static { A.s = 'block' } }
     export const seen = [Object.keys(new A()), A.s]`,
    [['a'], 'block'],
  ],
  'imports and exports of types': [
    `import type { A } from './gone'; import { type B, value } from './values'; import type Default from './gone'
     export type { A }; export { type B } from './values'; export type * from './gone'; export type C = B | Default
     export interface D { a: A } let d: D | undefined
     export const seen = [value, d]`,
    ['value', undefined],
  ],
  'generic functions': [
    `const f = <T,>(a: T): T => a; const g = <T extends object>(a: T) => a; const h = async <const T>(a: T) => a
     const made = Array<string>; export const seen = [f(1), g({ a: 1 }), await h(2), new made().length]`,
    [1, { a: 1 }, 2, 0],
  ],
  'this, predicates and assertions': [
    `function f(this: { a: number }, b?: string): asserts b is string {}
     function is(a: unknown): a is string { return typeof a === 'string' }
     export const seen = [f.length, is('a')]`,
    [1, true],
  ],
}

test.for(Object.entries(features))('L6 TypeScript: %s', async ([, [source, seen]]) => {
  const { load } = project({
    'tsconfig.json': tsconfig({ target: 'es2022' }),
    'src/app.ts': source,
    'src/values.ts': `export const value = 'value'; export interface B { b: string }`,
  })
  expect((await load()).exports['seen']).toEqual(seen)
})

const runtime = {
  'node_modules/ui/package.json':
    '{ "name": "ui", "type": "module", "exports": { "./jsx-runtime": "./runtime.js", "./jsx-dev-runtime": "./dev.js" } }',
  'node_modules/ui/runtime.js': `export const jsx = (type, props) => ['jsx', type, props]; export const jsxs = jsx; export const Fragment = 'f'`,
  'node_modules/ui/dev.js': `export const jsxDEV = (type, props, key, isStatic, source) => ['dev', type, props, source.lineNumber]; export const Fragment = 'f'`,
}

test('L8 stacks of a file with namespaces lead to its source', async () => {
  const { load, path } = project({
    'tsconfig.json': tsconfig({ target: 'es2022' }),
    'src/app.ts': `export namespace N {\n  export let count = 1\n\n  export const fail = (): never => {\n    throw new Error('no')\n  }\n}`,
    'src/entry.ts': `import { N } from './app'; export let stack = ''; try { N.fail() } catch (error) { stack = error.stack }`,
  })
  const { exports } = await load({ entry: 'src/entry.ts' })
  expect(exports['stack']).toContain(`${path('src/app.ts')}:5:11`)
})

test.for([
  ['es2022', Number.NaN],
  ['es2021', 2],
] as const)('L6 parameter properties and fields are set in the order of target %s', async ([target, b]) => {
  const { load } = project({
    'tsconfig.json': tsconfig({ target }),
    'src/app.ts': `class A { b = this.a + 1; constructor(readonly a: number) {} }; export const seen = new A(1).b`,
  })
  expect((await load()).exports['seen']).toBe(b)
})

test.for([
  [{ jsx: 'react', jsxFactory: 'h' }, ['h', 'a', { b: 'c' }]],
  [{ jsx: 'react', reactNamespace: 'R' }, ['R', 'a', { b: 'c' }]],
  [{ jsx: 'react' }, ['React', 'a', { b: 'c' }]],
  [{ jsx: 'react-jsx', jsxImportSource: 'ui' }, ['jsx', 'a', { b: 'c' }]],
  [{ jsx: 'preserve', jsxImportSource: 'ui' }, ['jsx', 'a', { b: 'c' }]],
  [{ jsx: 'react-jsxdev', jsxImportSource: 'ui' }, ['dev', 'a', { b: 'c' }, 4]],
] as const)('L6 JSX with %j', async ([options, seen]) => {
  const { load } = project({
    ...runtime,
    'tsconfig.json': tsconfig(options),
    'src/app.tsx': `const h = (...parts: unknown[]) => ['h', ...parts]
      const R = { createElement: (...parts: unknown[]) => ['R', ...parts] }
      const React = { createElement: (...parts: unknown[]) => ['React', ...parts] }
      export const seen = <a b="c" />
      export const used = [h, R, React]`,
  })
  expect((await load({ entry: 'src/app.tsx' })).exports['seen']).toEqual(seen)
})
