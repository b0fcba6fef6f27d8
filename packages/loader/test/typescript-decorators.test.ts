import type { ModuleLoader } from '@hotseat/core'
import { expect, test } from 'vitest'
import { loader } from '../src/index.ts'
import { reading } from './broken/tampering.ts'
import { call, installed, project } from './project.ts'

const plain = { 'tsconfig.json': '{ "compilerOptions": { "target": "es2022" } }' }

/** Every kind of decorator of ECMAScript says what it is called with, and does what its kind can do. */
const everyKind = `
Symbol.metadata ??= Symbol('Symbol.metadata')
export const log: string[] = []
type Context = { kind: string; name: string | symbol; static?: boolean; private?: boolean; access?: object; metadata: object; addInitializer(f: Function): void }
const dec = (label: string) => (value: any, context: Context): any => {
  log.push([label, context.kind, String(context.name), context.static, context.private, Object.keys(context.access ?? {}).join('+')].join(' '))
  Object.assign(context.metadata, { [label]: context.kind })
  context.addInitializer(function () { log.push('initialised ' + label + ' of a ' + typeof this) })
  if (context.kind === 'field') return (initial: number) => initial + 1
  if (context.kind === 'accessor') return { init: (initial: number) => initial * 2 }
  if (context.kind === 'getter') return function () { return 'got ' + value.call(this) }
  if (context.kind === 'method') return function (...given: unknown[]) { return 'called ' + value.apply(this, given) }
}
interface Shape { a: number }
@dec('class') export class A<T> implements Shape {
  @dec('field') a: number = 1
  @dec('private') readonly #p = 2
  @dec('accessor') accessor b: number = 3
  @dec('static') static accessor c = 4
  @dec('method') m(this: A<T>, x?: T): number { return this.#p }
  @dec('getter') get g() { return 1 }
  @dec('setter') set s(value: number) { log.push('set ' + value) }
  @dec('hidden') #h() { return 'h' }
  accessor plain = 5
  static { log.push('static block of ' + A.name) }
  constructor(private readonly given: string) {}
  all() { return [this.a, this.#p, this.b, A.c, this.m(), this.g, this.#h(), this.plain, this.given] }
}
const a = new A('given')
a.s = 6
export const all = a.all()
export const metadata = { ...A[Symbol.metadata] }
export const Made = @dec('expression') class {}
`

async function checkEveryKind(using?: ModuleLoader): Promise<void> {
  const { load } = project({ ...plain, 'src/app.ts': everyKind }, using && { loader: using })
  const { exports } = await load()
  expect(exports['all']).toEqual([2, 3, 6, 8, 'called 3', 'got 1', 'called h', 5, 'given'])
  expect(exports['metadata']).toEqual({
    static: 'accessor',
    accessor: 'accessor',
    method: 'method',
    getter: 'getter',
    setter: 'setter',
    hidden: 'method',
    field: 'field',
    private: 'field',
    class: 'class',
  })
  // The order is that of https://github.com/tc39/proposal-decorators#detailed-design.
  expect(exports['log']).toEqual([
    'static accessor c true false has+get+set',
    'accessor accessor b false false has+get+set',
    'method method m false false has+get',
    'getter getter g false false has+get',
    'setter setter s false false has+set',
    'hidden method #h false true has+get',
    'field field a false false has+get+set',
    'private field #p false true has+get+set',
    'class class A   ',
    'initialised static of a function',
    'static block of A',
    'initialised class of a function',
    ...['method', 'getter', 'setter', 'hidden', 'field', 'private', 'accessor'].map(
      (label) => `initialised ${label} of a object`,
    ),
    'set 6',
    'expression class Made   ',
    'initialised expression of a function',
  ])
}

test('L7 decorators of ECMAScript: every kind, initialisers, metadata, automatic accessors', async () =>
  await checkEveryKind())

test('L7 a loader that leaves decorators away is caught', async () => {
  const without = reading(/app\.ts$/, (text) => text.replaceAll(/@dec\('\w+'\)/g, ''))
  await expect(checkEveryKind(without(loader({ cache: false })))).rejects.toThrow('to deeply equal')
})

test('L7 automatic accessors without decorators', async () => {
  const { load } = project({ ...plain, 'src/app.ts': `class A { accessor a = 1 }; export const seen = new A().a` })
  expect((await load()).exports['seen']).toBe(1)
})

test('L7 decorators of ECMAScript in JavaScript and in CommonJS', async () => {
  const { load } = project({
    'src/app.js': `const twice = (_, { kind }) => (value) => value * 2\nexport const seen = new (class { @twice a = 2 })().a`,
    'src/app.cjs': `const twice = () => (value) => value * 2\nmodule.exports = { seen: new (class { @twice a = 2 })().a }`,
  })
  expect((await load({ entry: 'src/app.js' })).exports['seen']).toBe(4)
  expect((await load({ entry: 'src/app.cjs' })).exports['seen']).toBe(4)
})

test('L8 stacks of a file with decorators of ECMAScript lead to its source', async () => {
  const { load, path } = project({
    ...plain,
    'src/app.ts': `
const dec = (_: unknown, __: unknown): void => {}

@dec
export class A {
  @dec
  fail(reason: string): never {
    throw new Error(reason)
  }
}
export const fail = () => new A().fail('no')`,
  })
  const graph = await load()
  let stack = ''
  try {
    call(graph, 'fail')
  } catch (error) {
    stack = error instanceof Error ? String(error.stack) : ''
  }
  expect(stack).toContain(`${path('src/app.ts')}:8:11`)
  expect(stack).toContain(`${path('src/app.ts')}:11:`)
})

const advice = '"experimentalDecorators": true'

test.for([
  ['a parameter that is decorated', `const inject = () => {}; export class A { constructor(@inject a: string) {} }`],
  ['a decorator of tsyringe', `import { injectable } from 'tsyringe'\n@injectable() export class A {}`],
  ['a decorator of NestJS', `import { Injectable } from '@nestjs/common'\n@Injectable() export class A {}`],
  ['reflect-metadata', `import 'reflect-metadata'\nconst dec = (_: unknown) => {}\n@dec export class A {}`],
])('without experimentalDecorators %s is refused, with what to add', async ([, text = '']) => {
  const { load, link, path } = project({
    ...plain,
    'src/app.ts': text,
    'node_modules/@nestjs/common/index.js': 'exports.Injectable = () => () => {}',
  })
  for (const name of ['tsyringe', 'reflect-metadata']) link(installed(name), `node_modules/${name}`)
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_TSCONFIG_EXPERIMENTAL_DECORATORS',
    message: expect.stringContaining(`In ${path('tsconfig.json')} add to "compilerOptions":\n${advice}`),
    location: { file: path('src/app.ts') },
  })
})

test('emitDecoratorMetadata without experimentalDecorators is refused where there is a decorator', async () => {
  const { load } = project({
    'tsconfig.json': '{ "compilerOptions": { "emitDecoratorMetadata": true } }',
    'src/app.ts': `import { dec } from './dec'\n@dec export class A {}`,
    'src/dec.ts': `export const dec = (_: unknown): void => {} // nothing of it @here`,
  })
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_TSCONFIG_EXPERIMENTAL_DECORATORS',
    location: { line: 2, column: 1 },
  })
})

test('a legacy decorator where TypeScript has none either is a syntax error in its place', async () => {
  const { load, path } = project({
    'tsconfig.json': `{ "compilerOptions": { ${advice} } }`,
    'src/app.ts': `const dec = (_: unknown): void => {}\nexport const A = @dec class {}`,
  })
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_LOADER_SYNTAX',
    message: 'Decorators are not valid here',
    location: { file: path('src/app.ts'), line: 2 },
  })
})
