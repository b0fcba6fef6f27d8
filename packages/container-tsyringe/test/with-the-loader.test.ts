import { join } from 'node:path'
import { countAlive } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { ApplicationOnDisk } from './support/application-on-disk.ts'

const files = {
  'app.ts': `
    import 'reflect-metadata'
    import type { DependencyContainer } from 'tsyringe'
    import { Greeter } from './greeter.ts'
    import { journal, pool } from './carried.ts'
    export function configure(container: DependencyContainer) {
      container.registerInstance('journal', journal)
      container.registerInstance('pool', pool)
      container.register('greeter', { useToken: Greeter })
    }`,
  'greeter.ts': `
    import { inject, injectAll, registry, scoped, singleton, Lifecycle } from 'tsyringe'
    import { Clock } from './clock.ts'
    @scoped(Lifecycle.ContainerScoped)
    export class Session {
      constructor(@inject('journal') private readonly journal: string[]) {}
      dispose() { this.journal.push('session 1') }
    }
    @registry([{ token: 'language', useValue: 'en' }])
    @singleton()
    export class Greeter {
      readonly text = 'Hello, Version 1!'
      constructor(
        readonly clock: Clock,
        @injectAll('language') readonly languages: string[],
        @inject('journal') private readonly journal: string[],
      ) {}
      async dispose() { this.journal.push(this.text) }
    }`,
  'clock.ts': `
    import { injectable } from 'tsyringe'
    @injectable()
    export class Clock {}`,
  // It does not import tsyringe: the loader carries it.
  'carried.ts': `
    export const journal: string[] = []
    export const pool = { dispose() { journal.push('pool') } }`,
}

interface Greeter {
  readonly text: string
  readonly clock: object
  readonly languages: readonly string[]
}

const greeterIn = (from: { resolve(token: string): unknown }): Greeter => {
  const greeter = from.resolve('greeter')
  expect(greeter).toMatchObject({ text: expect.any(String), clock: expect.any(Object) })
  return isGreeter(greeter) ? greeter : expect.fail('This is no greeter.')
}

function isGreeter(value: unknown): value is Greeter {
  return typeof value === 'object' && value !== null && 'text' in value && 'clock' in value && 'languages' in value
}

test('C1 C2 C4 with the loader, generations of one application share no class, instance or registration', async () => {
  await using application = await ApplicationOnDisk.create(files)
  const first = await application.build()
  const old = greeterIn(first.createScope().api)
  await application.save({ 'greeter.ts': files['greeter.ts'].replaceAll('1', '2') })
  const second = await application.build()
  expect(greeterIn(first.api)).toBe(old)
  const next = greeterIn(second.api)
  expect([old.text, next.text]).toEqual(['Hello, Version 1!', 'Hello, Version 2!'])
  expect(next.clock.constructor).not.toBe(old.clock.constructor)
  expect(next.languages).toEqual(['en'])

  const journal: unknown = second.api.resolve('journal')
  await first.dispose()
  expect(journal, 'the pool was carried').toEqual(['Hello, Version 1!'])
  await second.dispose()
  expect(journal).toEqual(['Hello, Version 1!', 'Hello, Version 2!', 'pool'])
})

test('C5 with the loader, the place in the source is that of the constructor that threw', async () => {
  await using application = await ApplicationOnDisk.create(files)
  const live = await application.build()
  await application.save({
    'app.ts': files['app.ts'].replace(
      "'greeter', { useToken: Greeter })",
      "'greeter', { useToken: Greeter }).resolve(Greeter)",
    ),
    'clock.ts': `
      import { injectable } from 'tsyringe'
      @injectable()
      export class Clock {
        constructor() {
          throw new Error('no quartz')
        }
      }`,
  })
  const error: unknown = await application.build().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: expect.stringContaining('no quartz'), cause: { message: 'no quartz' } })
  const location = application.modules.locate?.(error)
  expect(location).toMatchObject({ file: join(application.folder, 'clock.ts'), line: 6 })
  expect(greeterIn(live.api).text).toBe('Hello, Version 1!')
  await live.dispose()
})

test('with the loader, the place of what is not registered is where the application asked for it', async () => {
  await using application = await ApplicationOnDisk.create({
    'app.ts': `
      import 'reflect-metadata'
      import type { DependencyContainer } from 'tsyringe'
      import { Greeter } from './greeter.ts'
      export function configure(container: DependencyContainer) {
        container.resolve(Greeter)
      }`,
    'greeter.ts': `
      import { inject, injectable } from 'tsyringe'
      @injectable()
      export class Greeter {
        constructor(@inject('langauge') readonly language: string) {}
      }`,
  })
  const error: unknown = await application.build().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: expect.stringContaining('"langauge"') })
  const place = application.modules.locate?.(error)
  expect(place).toMatchObject({ file: join(application.folder, 'app.ts'), line: 6 })
})

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
