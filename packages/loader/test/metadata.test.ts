import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { call, decorated, installed, project } from './project.ts'

const shapes = `
import 'reflect-metadata'
import type { OnlyType } from './types.js'
import { Imported, type Interface } from './types.js'

export const found: Record<string, unknown> = {}
function names(value: unknown): unknown {
  return Array.isArray(value) ? value.map(names) : typeof value === 'function' ? value.name : typeof value
}
function note(label: string, target: object, key?: string | symbol): void {
  for (const kind of ['design:type', 'design:paramtypes', 'design:returntype']) {
    const value = key === undefined ? Reflect.getOwnMetadata(kind, target) : Reflect.getOwnMetadata(kind, target, key)
    if (value !== undefined) found[label + ' ' + kind] = names(value)
  }
}
const cls = (constructor: Function) => note(constructor.name, constructor)
const member = (target: object, key: string | symbol) => note(target.constructor.name + '.' + String(key), target, key)
const argument = (..._: unknown[]) => {}

enum Numbers { One, Two }
enum Strings { A = 'a' }
interface Shape { a: string }
type Alias = string

@cls class Plain { constructor(a: string, b: number, c: boolean, d: symbol, e: bigint) {} }
@cls class Classes { constructor(a: Plain, b: Imported, c: Date, d: Map<string, number>, e: Promise<void>) {} }
@cls class Properties { constructor(private readonly a: Plain, public b?: string, readonly c: number = 1) {} }
@cls class Types { constructor(a: Interface, b: OnlyType, c: Shape, d: () => void) {} }
@cls class Literals { constructor(a: 'x', b: 1, c: true, d: null, e: undefined) {} }
@cls class Enums { constructor(a: Numbers, b: Strings) {} }
@cls class Unions { constructor(a: string | number, b: Plain | null, c: Plain | undefined, d: 'a' | 'b', e: string | null) {} }
@cls class Arrays { constructor(a: string[], b: Plain[], c: readonly number[], d: [string, number], e: Array<string>) {} }
@cls class Anything { constructor(a: any, b: unknown, c: object, d: {}, e: never) {} }
@cls class Generic<T> { constructor(a: T, b: Partial<Shape>, c: Record<string, string>) {} }
@cls class Arguments { constructor(@argument a: Plain, b: string) {} }
@cls class None {}
/* else than tsc: */ @cls class Aliased { constructor(a: Alias, ...b: string[]) {} }
@cls class Empty { constructor() {} }

class Members {
  @member property!: Plain
  @member optional?: string
  @member nullable: Imported | null = null
  @member static fixed: number
  @member get accessor(): string { return '' }
  @member set written(value: Plain) {}
  @member method(a: Plain, @argument b: string): Imported { return new Imported() }
  @member async later(a: number[]): Promise<string> { return '' }
  @member nothing(): void {}
  @member untyped(a, b = 1) { return a }
}
`

/** What the decorators of a module found, by class or member and kind. */
const types = `export interface Interface { a: string }\nexport type OnlyType = { b: string }\nexport class Imported {}`

test.for([true, false])('L7 emitDecoratorMetadata as tsc emits it, strictNullChecks: %s', async (strictNullChecks) => {
  const compilerOptions = {
    target: 'es2022',
    strictNullChecks,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  }
  const tsconfig = JSON.stringify({ compilerOptions })
  const { load, link, path } = project({ 'tsconfig.json': tsconfig, 'src/app.ts': shapes, 'src/types.ts': types })
  link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  const { exports } = await load()

  const tsc = fileURLToPath(import.meta.resolve('typescript/package.json')).replace(/package\.json$/, 'bin/tsc')
  const options = ['--rootDir', path('src'), '--outDir', path('out'), '--module', 'esnext', '--noCheck']
  await promisify(execFile)(process.execPath, [tsc, '-p', path('tsconfig.json'), ...options])
  const { exports: byTsc } = await load({ entry: 'out/app.js' })
  expect(Object.keys(byTsc['found'] ?? {})).toHaveLength(31)
  // Known, and of the compiler: it does not look behind a type's name, and a rest parameter is to it an array.
  const aliased = 'Aliased design:paramtypes'
  expect(byTsc['found']).toHaveProperty([aliased], ['String', 'String'])
  expect(exports['found']).toEqual(Object.assign({}, byTsc['found'], { [aliased]: ['Object', 'Array'] }))
})

test('L7 an interface that is imported without `type` is Object in metadata, as for tsc', async () => {
  const { load, link } = project({
    ...decorated,
    'src/app.ts': `
      import 'reflect-metadata'
      import { Interface, Service } from './types'
      const injectable = (target: Function) => {}
      @injectable class App { constructor(a: Interface, b: Service) {} }
      export const seen = () => Reflect.getMetadata('design:paramtypes', App).map(({ name }) => name)`,
    'src/types.ts': `export interface Interface { a: string }; export class Service {}`,
  })
  link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  expect(call(await load(), 'seen')).toEqual(['Object', 'Service'])
})

test('L7 a name that is used as a value must exist', async () => {
  const { load } = project({
    ...decorated,
    'src/app.ts': `import { Interface } from './types'; export const seen = typeof Interface`,
    'src/types.ts': `export interface Interface { a: string }`,
  })
  await expect(load()).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_MISSING_EXPORT' })
})

test('L7 where a cycle keeps a type from being there, the error names the cycle', async () => {
  const { load, path, link } = project({
    ...decorated,
    'src/app.ts': `import 'reflect-metadata'; export { A } from './a'`,
    'src/a.ts': `import { B } from './b'\nconst injectable = (_: Function) => {}\n@injectable export class A { constructor(readonly b: B) {} }`,
    'src/b.ts': `import { A } from './a'\nconst injectable = (_: Function) => {}\n@injectable\nexport class B {\n  constructor(readonly a: A) {}\n}`,
  })
  link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  const a = path('src/a.ts')
  const b = path('src/b.ts')
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_LOADER_CYCLE',
    message: expect.stringContaining(`${b}\n  imports ${a}\n  imports ${b}`),
    location: { file: b, line: 3 },
    cause: expect.any(ReferenceError),
  })
})
