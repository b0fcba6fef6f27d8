import { expect, test } from 'vitest'
import { call, commonJs, installed, type Project } from './project.ts'

const injectable = `const injectable = (target: Function) => {}\n`

function cyclic(b: string): Project {
  const decorators = { experimentalDecorators: true, emitDecoratorMetadata: true }
  const made = commonJs(
    {
      'src/app.ts': `import 'reflect-metadata'; import { A } from './index'; import { B } from './b'
        export const seen = () => [A, B].map((each) => Reflect.getMetadata('design:paramtypes', each).map(({ name }) => name))`,
      'src/index.ts': `export * from './a'\nexport { Shape } from './shape'`,
      'src/shape.ts': `export interface Shape { a: string }`,
      'src/a.ts': `import { B } from './b'\n${injectable}@injectable export class A { constructor(readonly b: B) {} }`,
      'src/b.ts': `${b}\n${injectable}@injectable\nexport class B {\n  constructor(readonly a: A, shape: Shape) {}\n}`,
    },
    decorators,
  )
  made.link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  return made
}

test('L7 in CommonJS too a class that a cycle keeps from metadata is an error that names the cycle, not Object', async () => {
  const { load, path } = cyclic(`import { A, Shape } from './index'`)
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_LOADER_CYCLE',
    message: expect.stringContaining(`${path('src/b.ts')}\n  imports ${path('src/index.ts')}\n  imports`),
    location: { file: path('src/b.ts'), line: 3 },
  })
})

test('L7 a parameter with a decorator says itself what is injected, and does without its type as in tsc’s output', async () => {
  // NestJS: `@Inject(forwardRef(() => A))`.
  const { load, write } = cyclic(`import { A, Shape } from './index'
    const inject = (name: string) => (target: Function, key: undefined, index: number) => {}`)
  write({
    'src/b.ts': `import { A, Shape } from './index'
      const inject = (target: Function, key: undefined, index: number) => {}
      const injectable = (target: Function) => {}
      @injectable export class B { constructor(@inject readonly a: A, shape: Shape) {} }`,
    'src/app.ts': `import 'reflect-metadata'; import { A } from './index'; import { B } from './b'
      export const seen = () => [A, B].map((each) => Reflect.getMetadata('design:paramtypes', each).map((type) => type?.name))`,
  })
  expect(call(await load(), 'seen')).toEqual([['B'], [undefined, 'Object']])
})

test('L7 an interface that is imported in a cycle is no class that is missing', async () => {
  const { load } = cyclic(`import { Shape } from './index'; interface A {}`)
  expect(call(await load(), 'seen')).toEqual([['B'], ['Object', 'Object']])
})

test('L7 metadata that the compiler’s helpers have to write is there in CommonJS from the start', async () => {
  const { load, link } = commonJs(
    {
      'src/app.ts': `
        import 'reflect-metadata'
        const member = (target: object, key: string) => {}
        import { Part } from './part'
        class Late { @member get part(): Part { return new Part() } }
        export const seen = Reflect.getMetadata('design:type', Late.prototype, 'part').name`,
      'src/part.ts': `export class Part {}`,
    },
    { experimentalDecorators: true, emitDecoratorMetadata: true },
  )
  link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  expect((await load()).exports['seen']).toBe('Part')
})

/** Entities as TypeORM's users write them: the arrow is what tells the class, later. */
function entities(type: (name: string) => string): Project {
  const relation = (name: string, other: string): string => `
    import { ${other} } from './${other.toLowerCase()}'
    const of = (late: () => Function) => (target: object, key: string) => Reflect.defineMetadata('late', late, target, key)
    export class ${name} { @of(() => ${other}) other: ${type(other)} }`
  const made = commonJs(
    {
      'src/app.ts': `
        import 'reflect-metadata'
        import { User } from './user'
        import { Note } from './note'
        const about = (key: string, { prototype }: Function): unknown => Reflect.getMetadata(key, prototype, 'other')
        export const types = [User, Note].map((each) => about('design:type', each))
        export const late = [User, Note].map((each) => (about('late', each) as () => Function)().name)`,
      'src/user.ts': relation('User', 'Note'),
      'src/note.ts': relation('Note', 'User'),
    },
    { experimentalDecorators: true, emitDecoratorMetadata: true },
  )
  made.link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  return made
}

/** @throws unless what was not there yet is undefined in metadata, as tsc has it */
async function checkEntities(type: (name: string) => string): Promise<void> {
  const { types, late } = (await entities(type).load()).exports
  expect(late).toEqual(['Note', 'User'])
  expect(types).toEqual([expect.objectContaining({ name: 'Note' }), undefined])
}

test('L7 in CommonJS entities that refer to each other load, and what was not there yet is undefined', async () => {
  await checkEntities((name) => name)
})

test('L7 the check catches Object in the place of a class', async () => {
  await expect(checkEntities((name) => `Omit<${name}, never>`)).rejects.toThrow('to deeply equal')
})
