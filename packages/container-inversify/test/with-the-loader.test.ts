import { join } from 'node:path'
import { countAlive } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { inversify } from '../src/index.ts'
import { ApplicationOnDisk } from './support/application-on-disk.ts'
import type { Factory } from './support/generations.ts'
import { plain } from './support/planted.ts'

const files = {
  'app.ts': `
    import 'reflect-metadata'
    import type { Container } from 'inversify'
    import { Greeter } from './greeter.ts'
    import { Clock } from './clock.ts'
    import { journal, pool } from './carried.ts'
    export function configure(container: Container) {
      container.bind('journal').toConstantValue(journal)
      container.bind('pool').toConstantValue(pool)
      container.bind(Clock).toSelf()
      container.bind('greeter').to(Greeter).inSingletonScope()
    }`,
  'greeter.ts': `
    import { inject, injectable, preDestroy } from 'inversify'
    import { Clock } from './clock.ts'
    @injectable()
    export class Greeter {
      readonly text = 'Hello, Version 1!'
      constructor(readonly clock: Clock, @inject('journal') private readonly journal: string[]) {}
      @preDestroy()
      async close() { this.journal.push(this.text) }
    }`,
  'clock.ts': `
    import { injectable } from 'inversify'
    @injectable('Singleton')
    export class Clock {}`,
  'carried.ts': `
    export const journal: string[] = []
    export const pool = { dispose() { journal.push('pool') } }`,
}

interface Greeter {
  readonly text: string
  readonly clock: object
}

const greeterIn = (from: { get(token: string): unknown }): Greeter => {
  const greeter = from.get('greeter')
  return isGreeter(greeter) ? greeter : expect.fail('This is no greeter.')
}

function isGreeter(value: unknown): value is Greeter {
  return typeof value === 'object' && value !== null && 'text' in value && 'clock' in value
}

test('C1 C2 C4 with the loader, generations of one application share no instance or binding', async () => {
  await using application = await ApplicationOnDisk.create(files)
  const first = await application.build()
  const old = greeterIn(first.createScope().api)
  await application.save({ 'greeter.ts': files['greeter.ts'].replaceAll('1', '2') })
  const second = await application.build()
  expect(greeterIn(first.api)).toBe(old)
  const next = greeterIn(second.createScope().api)
  expect([old.text, next.text]).toEqual(['Hello, Version 1!', 'Hello, Version 2!'])
  expect(next.clock).not.toBe(old.clock)
  expect(next.clock.constructor, 'its module was carried').toBe(old.clock.constructor)
  expect(second.api.getAll('greeter')).toEqual([next])

  const journal: unknown = second.api.get('journal')
  await first.dispose()
  expect(journal, 'the pool was carried').toEqual(['Hello, Version 1!'])
  await second.dispose()
  expect(journal).toEqual(['Hello, Version 1!', 'Hello, Version 2!', 'pool'])
})

test('the container is of the inversify that the application imports, loaded once', async () => {
  await using application = await ApplicationOnDisk.create({
    'app.ts': `
      import { Container } from 'inversify'
      export function configure(container: Container) {
        container.bind('same').toConstantValue(container instanceof Container)
        container.bind('class').toConstantValue(Container)
      }`,
  })
  const [first, second] = [await application.build(), await application.build()]
  expect([first.api.get('same'), second.createScope().api.get('same')]).toEqual([true, true])
  expect(first.api.get('class')).toBe(second.api.get('class'))
  await Promise.all([first.dispose(), second.dispose()])
})

test('C5 with the loader, the place in the source is that of the constructor that threw', async () => {
  await using application = await ApplicationOnDisk.create(files)
  const live = await application.build()
  await application.save({
    'app.ts': files['app.ts'].replace('inSingletonScope()', `inSingletonScope(); container.get('greeter')`),
    'clock.ts': `
      import { injectable } from 'inversify'
      @injectable()
      export class Clock {
        constructor() {
          throw new Error('no quartz')
        }
      }`,
  })
  const error: unknown = await application.build().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: 'no quartz' })
  expect(application.modules.locate?.(error)).toMatchObject({ file: join(application.folder, 'clock.ts'), line: 6 })
  expect(greeterIn(live.api).text).toBe('Hello, Version 1!')
  await live.dispose()
})

test('C6 with the loader, the place of what @postConstruct() rejected with is that of the throw', async () => {
  await using application = await ApplicationOnDisk.create({
    ...files,
    'app.ts': files['app.ts'].replace('inSingletonScope()', `inSingletonScope(); return container.getAsync('greeter')`),
    'clock.ts': `
      import { injectable, postConstruct } from 'inversify'
      @injectable()
      export class Clock {
        @postConstruct()
        async wind() {
          await Promise.resolve()
          throw new Error('no quartz')
        }
      }`,
  })
  const error: unknown = await application.build().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ cause: { message: 'no quartz' } })
  expect(application.modules.locate?.(error)).toMatchObject({ file: join(application.folder, 'clock.ts'), line: 8 })
})

test('with the loader, the place of what is not bound is where the application asked for it', async () => {
  await using application = await ApplicationOnDisk.create({
    'app.ts': `
      import type { Container } from 'inversify'
      export function configure(container: Container) {
        container.get('langauge')
      }`,
  })
  const error: unknown = await application.build().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: expect.stringContaining('"langauge"') })
  expect(application.modules.locate?.(error)).toMatchObject({ file: join(application.folder, 'app.ts'), line: 4 })
})

test('C23 with the loader, missing metadata names the class, the setting and the place', async () => {
  await using application = await ApplicationOnDisk.create({
    'app.ts': `
      import type { Container } from 'inversify'
      class Greeter {
        constructor(readonly text: string) {}
      }
      export function configure(container: Container) {
        container.bind(Greeter).toSelf()
      }`,
  })
  const error: unknown = await application.build().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'HOTSEAT_INVERSIFY_METADATA', message: expect.stringContaining('Greeter') })
  expect(application.modules.locate?.(error)).toMatchObject({ file: join(application.folder, 'app.ts'), line: 7 })
})

async function checkProvided(factory: Factory): Promise<void> {
  const provided = {
    'app.ts': `
      import { buildProviderModule } from '@inversifyjs/binding-decorators'
      import type { Container } from 'inversify'
      import './greeter.ts'
      import './clock.ts'
      export function configure(container: Container) {
        container.load(buildProviderModule())
      }`,
    'greeter.ts': `
      import { provide } from '@inversifyjs/binding-decorators'
      import { inject, injectable } from 'inversify'
      @injectable()
      @provide('greeter')
      export class Greeter {
        readonly text = 'Hello, Version 1!'
        constructor(@inject('clock') readonly clock: object) {}
      }`,
    'clock.ts': `
      import { provide } from '@inversifyjs/binding-decorators'
      import { injectable } from 'inversify'
      @injectable()
      @provide('clock')
      export class Clock {}`,
  }
  await using application = await ApplicationOnDisk.create(provided, factory)
  const first = await application.build()
  await application.save({ 'greeter.ts': provided['greeter.ts'].replaceAll('1', '2') })
  const second = await application.build()
  expect(second.api.getAll('greeter'), 'C4').toHaveLength(1)
  expect(second.api.getAll('clock'), 'C4').toHaveLength(1)
  expect(greeterIn(first.api).text).toBe('Hello, Version 1!')
  expect(greeterIn(second.api).text).toBe('Hello, Version 2!')
  await Promise.all([first.dispose(), second.dispose()])
}

test('C2 C4 with the loader, what @provide() binds is that of its own generation', () => checkProvided(inversify()))

test('C4 for @provide() is seen to break when nobody forgets what was provided', () =>
  expect(checkProvided({ ...plain(), perGeneration: [] })).rejects.toThrow('C4'))

test('C3 with the loader, over 30 builds at most 2 old classes stay alive', async () => {
  await using application = await ApplicationOnDisk.create(files)
  const classes: WeakRef<object>[] = []
  let live = await application.build()
  for (let version = 2; version <= 30; version += 1) {
    await application.save({ 'greeter.ts': files['greeter.ts'].replaceAll('1', String(version)) })
    const next = await application.build()
    classes.push(new WeakRef(greeterIn(next.api).constructor))
    await live.dispose()
    live = next
  }
  await live.dispose()
  expect(await countAlive(classes, 2)).toBeLessThanOrEqual(2)
})
