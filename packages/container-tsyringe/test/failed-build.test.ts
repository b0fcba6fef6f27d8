import { getEventListeners } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { expect, test, onTestFinished } from 'vitest'
import { tsyringe } from '../src/index.ts'
import { injectable, singleton } from './support/fresh-tsyringe.ts'
import { build, type Application, type Factory } from './support/generations.ts'
import { Journal } from './support/journal.ts'
import { plain } from './support/planted.ts'

/** What a promise rejected with. */
async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It did not reject.')
}

const boom = new Error('boom')

/** A live generation, then one that fails on the way; `fail` does so after a Service on a Database was constructed. */
async function checkFailure(factory: Factory, fail: Application, failDisposing = false): Promise<void> {
  const live = await build(factory, (container) => container.register('greeting', { useValue: 'Hello' }))
  const journal = new Journal()
  const disposer = (): void => {
    if (failDisposing) throw new Error('disposing fails too')
  }
  const Database = journal.part('Database', disposer)
  const Service = journal.part('Service', disposer)
  const building = build(factory, async (container, library, context) => {
    singleton(library, Database)
    injectable(library, Service, Database)
    container.resolve(Service)
    await fail(container, library, context)
  })
  expect(await rejectionOf(building), 'the error').toBe(boom)
  expect(journal.disposed, 'what was half built').toEqual(['Service', 'Database'])
  expect(live.api.resolve('greeting'), 'the live one').toBe('Hello')
  await live.dispose()
}

function openPort(): number {
  throw boom
}

const constructorThrows: Application = (container) => {
  class Broken {
    readonly port = openPort()
  }
  container.resolve(Broken)
}

test('C5 a constructor that throws: create rejects with its error, what was constructed is disposed, the old one lives', () =>
  checkFailure(tsyringe(), constructorThrows))

test('C5 is seen to break when a discarded build is not disposed', () =>
  expect(checkFailure(plain(), constructorThrows)).rejects.toThrow('what was half built'))

const initialisationRejects: Application = async () => {
  await setTimeout(1)
  throw boom
}

test('C6 asynchronous initialisation that rejects: the same', () => checkFailure(tsyringe(), initialisationRejects))

test('C6 is seen to break when a discarded build is not disposed', () =>
  expect(checkFailure(plain(), initialisationRejects)).rejects.toThrow('what was half built'))

test('C7 errors while cleaning up do not hide the error of the build', async () => {
  await checkFailure(tsyringe(), constructorThrows, true)
  await checkFailure(tsyringe(), initialisationRejects, true)
})

test('C7 is seen to break when cleaning up rejects by itself', async () => {
  const careless: Factory = {
    name: 'cleans up without care',
    create: (configure, context) =>
      plain().create(async (container) => {
        try {
          await configure(container, context)
        } catch (error) {
          await container.dispose()
          throw error
        }
      }, context),
  }
  await expect(checkFailure(careless, initialisationRejects, true)).rejects.toThrow('the error')
})

async function checkAbort(factory: Factory): Promise<void> {
  const journal = new Journal()
  const Early = journal.part('Early')
  const Connection = journal.part('Connection')
  const controller = new AbortController()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: connecting, resolve: connected } = Promise.withResolvers<void>()
  const { promise: late, resolve: lateOutcome } = Promise.withResolvers<unknown>()
  const building = build(
    factory,
    async (container) => {
      container.resolve(Early)
      begin()
      await connecting
      // Nobody listens any more; a server that connects slowly does this.
      lateOutcome(await rejectionOf((async () => container.registerInstance('connection', new Connection()))()))
      throw new Error('too late to matter')
    },
    { signal: controller.signal },
  )
  await begun
  const overtaken = new Error('overtaken')
  controller.abort(overtaken)
  const patience = setTimeout(500, 'still building', { ref: false })
  expect(await Promise.race([rejectionOf(building), patience]), 'C8').toBe(overtaken)
  expect(journal.disposed, 'C8').toEqual(['Early'])
  connected()
  expect(await late).toMatchObject({ code: 'HOTSEAT_CONTAINER_DISPOSED' })
  expect(journal.disposed, 'what came late').toEqual(['Early', 'Connection'])
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
}

test('C8 a build that is aborted rejects at once; what was constructed is disposed, and what comes late as well', () =>
  checkAbort(tsyringe()))

test('C8 is seen to break when the signal is not heeded', () => expect(checkAbort(plain())).rejects.toThrow('C8'))

test('C8 a build that was aborted before it began, or as its configure ended, rejects and is disposed', async () => {
  const journal = new Journal()
  const Part = journal.part('Part')
  const before = AbortSignal.abort(boom)
  const never = build(tsyringe(), () => journal.constructed.push('configured'), { signal: before })
  expect(await rejectionOf(never)).toBe(boom)
  expect(journal.constructed).toEqual([])

  const controller = new AbortController()
  const configure: Application = (container) => {
    container.resolve(Part)
    controller.abort(boom)
  }
  expect(await rejectionOf(build(tsyringe(), configure, { signal: controller.signal }))).toBe(boom)
  expect(journal.disposed).toEqual(['Part'])
})

test('C8 an import that fails because the build was aborted is no error of the import', async () => {
  const controller = new AbortController()
  const importing = (): Promise<never> => {
    controller.abort(boom)
    return Promise.reject(new Error('this graph was released'))
  }
  const building = build(tsyringe(), () => undefined, { signal: controller.signal, import: importing })
  expect(await rejectionOf(building)).toBe(boom)
})

test('I5 a build leaves no listener on its signal, however it ends', async () => {
  const { signal } = new AbortController()
  const generation = await build(tsyringe(), () => undefined, { signal })
  await rejectionOf(build(tsyringe(), constructorThrows, { signal }))
  await rejectionOf(build(tsyringe(), initialisationRejects, { signal }))
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  await generation.dispose()
})

test('C22 builds and disposals leave the listeners of the process as they were', async () => {
  const listeners = (): unknown => process.eventNames().map((name) => [name, process.listenerCount(name)])
  const before = listeners()
  const generation = await build(tsyringe(), (container) => container.resolve(new Journal().part('Part')))
  await rejectionOf(build(tsyringe(), initialisationRejects))
  await generation.dispose()
  expect(listeners()).toEqual(before)
})

test('C25 no failure of a build becomes an unhandled rejection', async () => {
  const unhandled: unknown[] = []
  const listen = (reason: unknown): number => unhandled.push(reason)
  process.on('unhandledRejection', listen)
  onTestFinished(() => void process.off('unhandledRejection', listen))

  await checkFailure(tsyringe(), constructorThrows, true)
  await checkFailure(tsyringe(), initialisationRejects, true)
  await checkAbort(tsyringe())
  const controller = new AbortController()
  const abortsAndThrows: Application = () => {
    controller.abort(new Error('overtaken'))
    throw boom
  }
  expect(await rejectionOf(build(tsyringe(), abortsAndThrows, { signal: controller.signal }))).toBe(boom)
  await setTimeout(10)
  expect(unhandled).toEqual([])
})
