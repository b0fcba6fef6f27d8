import { execFileSync } from 'node:child_process'
import type { ModuleGraph } from '@hotseat/core'
import { onTestFinished, expect, test } from 'vitest'
import { loader } from '../src/index.ts'
import { loadAs } from '../src/registries/users.ts'
import { call, installed, project, type Project } from './project.ts'

const libraries = [
  '@inversifyjs/http-core',
  'class-transformer',
  'class-validator',
  'graphql',
  'graphql-scalars',
  'inversify',
  'reflect-metadata',
  'routing-controllers',
  'type-graphql',
  'typeorm',
]

/** As tsc writes decorators, so that Node can run it too. */
const files = {
  'src/app.js': `
    import 'reflect-metadata'
    import { validate } from 'class-validator'
    import { changing } from './changing.js'
    import { Shop } from './shop.js'
    import { User } from './user.js'
    import { plain } from './plain.js'
    export { contents } from './contents.js'
    export { plain, changing }
    export const wrong = async (value) => (await validate(Object.assign(new User(), { name: value }))).length
    export const late = () => import('./late.js')
    export const shop = Shop`,
  'src/changing.js': 'export const changing = 0',
  'src/plain.js': 'export const plain = {}',
  'src/user.js': `
    import { IsString } from 'class-validator'
    import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'
    export class User {}
    IsString()(User.prototype, 'name')
    PrimaryGeneratedColumn()(User.prototype, 'id')
    Column('text')(User.prototype, 'name')
    Entity()(User)`,
  // Packages may register too, and run only once.
  'src/shop.js': `
    import { JsonController, Get } from 'routing-controllers'
    import { ObjectType, Field, Resolver, Query } from 'type-graphql'
    import { Controller } from '@inversifyjs/http-core'
    import { Price } from 'prices'
    export class Shop { open() { return true } }
    Get('/')(Shop.prototype, 'open', Object.getOwnPropertyDescriptor(Shop.prototype, 'open'))
    JsonController('/shop')(Shop)
    ObjectType()(Shop)
    Field(() => Boolean)(Shop.prototype, 'isOpen')
    Resolver()(Shop)
    Query(() => Price)(Shop.prototype, 'open', Object.getOwnPropertyDescriptor(Shop.prototype, 'open'))
    Controller('/inversify')(Shop)`,
  'src/late.js': `
    import { IsInt } from 'class-validator'
    export class Late {}
    IsInt()(Late.prototype, 'size')`,
  'src/contents.js': `
    import { getMetadataStorage as validators } from 'class-validator'
    import { getMetadataArgsStorage as controllers } from 'routing-controllers'
    import { getMetadataStorage as graphql } from 'type-graphql'
    import { getMetadataArgsStorage as entities } from 'typeorm'
    const nameOf = (entry) => [entry.target, entry.object?.constructor, entry.name, entry.propertyName, entry.methodName, entry.method, entry.schemaName, entry.path]
      .map((each) => (typeof each === 'function' ? each.name : each))
      .filter((each) => typeof each === 'string')
      .join(' ')
    const namesIn = (all) => [...(all instanceof Map ? all.values() : Array.isArray(all) ? all : [])].flat().map(nameOf).sort()
    const contentsOf = (storage) => Object.fromEntries(Object.entries(storage).map(([name, all]) => [name, namesIn(all)]).filter(([, names]) => names.length > 0))
    export const contents = () => ({
      validators: contentsOf(validators()),
      controllers: contentsOf(controllers()),
      graphql: contentsOf(graphql()),
      entities: contentsOf(entities()),
      inversify: namesIn(Reflect.getOwnMetadata('@inversifyjs/http-core/controller/controllerMetadataReflectKey', Reflect) ?? []),
    })`,
  'src/natively.js': `
    import { contents, late } from './app.js'
    const all = [contents()]
    await late()
    console.log(JSON.stringify([...all, contents()]))`,
  'node_modules/prices/package.json': '{ "name": "prices", "type": "module", "exports": "./index.js" }',
  'node_modules/prices/index.js': `
    import { Min } from 'class-validator'
    import { Controller } from '@inversifyjs/http-core'
    import { ObjectType, Field } from 'type-graphql'
    export class Price {}
    Min(0)(Price.prototype, 'amount')
    ObjectType()(Price)
    Field(() => Number)(Price.prototype, 'amount')
    Controller('/prices')(Price)`,
}

/** @param price where a class comes from: a package, which runs once, or the application */
function application(price: 'prices' | './price.js'): Project {
  const made = project({
    ...files,
    'src/price.js': files['node_modules/prices/index.js'],
    'src/shop.js': files['src/shop.js'].replace('prices', price),
  })
  for (const name of libraries) made.link(installed(name), `node_modules/${name}`)
  return made
}

const entry = 'src/app.js'

let known: unknown

/** What the registries hold after a start without a loader: at first, and after a lazy import. */
function natively({ path }: Project): unknown {
  known ??= JSON.parse(execFileSync(process.execPath, [path('src/natively.js')], { encoding: 'utf8' }))
  return known
}

/** @throws unless the registries of a generation hold what they did before the next one was loaded */
async function checkOld(old: ModuleGraph, contents: unknown): Promise<void> {
  const within = <Result>(work: () => Result): Result => old.run?.(work) ?? expect.fail('it cannot run anything')
  expect(
    within(() => call(old, 'contents')),
    'the old generation',
  ).toEqual(contents)
  expect(await within(async () => await call(old, 'wrong', 1))).toBe(1)
  await old.release()
}

/** @throws unless, reload after reload, the registries hold what they do after a fresh start, and an old generation's hold as well */
async function checkAsFresh(reloads: number, price: 'prices' | './price.js'): Promise<void> {
  const made = application(price)
  const fresh = natively(made)
  let old: ModuleGraph | undefined
  const carried = new Set<unknown>()
  for (let version = 0; version <= reloads; version++) {
    made.write({ 'src/changing.js': `export const changing = ${version}` })
    if (version % 2 === 1) made.write({ 'src/user.js': `${files['src/user.js']} // ${version}` })
    const graph = await made.load({ entry })
    const contents = [call(graph, 'contents')]
    await call(graph, 'late')
    contents.push(call(graph, 'contents'))
    expect(contents, `reload ${version}`).toEqual(fresh)
    expect(await call(graph, 'wrong', 1)).toBe(1)
    expect(await call(graph, 'wrong', 'a name')).toBe(0)
    if (old) await checkOld(old, contents.at(-1))
    old = graph
    carried.add(graph.exports['plain'])
  }
  // Only what has registered something, and what imports that, is instantiated anew.
  expect(carried.size).toBe(1)
}

const patience = 30_000

const guarded = ['classValidatorMetadataStorage', 'routingControllersMetadataArgsStorage', 'TypeGraphQLMetadataStorage']

/** For the rest of a test, something else stands where a registry is. */
function plant(name: string, bug: (right: PropertyDescriptor) => PropertyDescriptor): void {
  const right = Object.getOwnPropertyDescriptor(globalThis, name) ?? expect.fail(`${name} is not guarded`)
  onTestFinished(() => void Object.defineProperty(globalThis, name, right))
  Object.defineProperty(globalThis, name, { configurable: true, ...bug(right) })
}

test(
  'L2 the check catches a registry that all generations share',
  async () => {
    loader()
    for (const name of guarded) plant(name, () => ({ writable: true, value: undefined }))
    await expect(checkAsFresh(2, './price.js')).rejects.toThrow('reload 1')
  },
  patience,
)

test(
  'L2 the check catches modules that are carried although they have registered something',
  async () => {
    loader()
    const hide = <Result>(work: () => Result): Result => loadAs({ before: new Map() }, work)
    for (const name of ['classValidatorMetadataStorage', 'typeormMetadataArgsStorage'])
      plant(name, (right) => ({ get: () => hide(() => right.get?.()), set: (value) => hide(() => right.set?.(value)) }))
    await expect(checkAsFresh(2, './price.js')).rejects.toThrow('reload 1')
  },
  patience,
)

// The last one: what packages have registered stays for as long as the process.
test(
  'L2 after 20 reloads the registries of decorated classes hold what they do after a fresh start',
  () => checkAsFresh(20, 'prices'),
  patience,
)

test('a registry that is not known is told of, once, and is kept apart when it is named', async () => {
  onTestFinished(() => void Reflect.deleteProperty(globalThis, '__ourMetadata'))
  onTestFinished(() => void Reflect.deleteProperty(globalThis, '__ourRegistry'))
  const source = (name: string): string => `
    (globalThis.${name} ??= { classes: [] }).classes.push('a')
    export const count = () => globalThis.${name}.classes.length`
  const warnings: Error[] = []
  const listen = (warning: Error): void => void warnings.push(warning)
  process.on('warning', listen)
  onTestFinished(() => void process.off('warning', listen))

  const shared = project({ 'src/app.ts': source('__ourMetadata') })
  await shared.load()
  shared.write({ 'src/app.ts': `${source('__ourMetadata')} //` })
  expect(call(await shared.load(), 'count')).toBe(2)
  await expect.poll(() => warnings).toHaveLength(1)
  expect(warnings[0]).toMatchObject({
    code: 'HOTSEAT_LOADER_UNKNOWN_REGISTRY',
    message: expect.stringContaining(`registries: ['__ourMetadata']`),
  })

  const own = project({ 'src/app.ts': source('__ourRegistry') }, { loader: loader({ registries: ['__ourRegistry'] }) })
  const first = await own.load()
  const second = await own.load()
  // It was not changed, and yet it is another one.
  expect(second.exports['count']).not.toBe(first.exports['count'])
  expect([call(second, 'count'), first.run?.(() => call(first, 'count'))]).toEqual([1, 1])
  expect(warnings).toHaveLength(1)
})
