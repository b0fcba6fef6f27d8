import { getEventListeners } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { expect, test, onTestFinished } from 'vitest'
import { inversify } from '../src/index.ts'
import { decorated, destroyedBy, initialisedBy, injectedInto, singleton } from './support/decorated.ts'
import { build, rejectionOf, type Application, type Factory } from './support/generations.ts'
import { Journal } from './support/journal.ts'
import { plain } from './support/planted.ts'

const boom = new Error('boom')

/** A live generation, then one that fails on the way; `fail` does so after a Service on a Database was constructed. */
async function checkFailure(factory: Factory, fail: Application, failDisposing = false): Promise<void> {
  const live = await build(factory, (container) => container.bind('greeting').toConstantValue('Hello'))
  const journal = new Journal()
  const disposer = (): void => {
    if (failDisposing) throw new Error('disposing fails too')
  }
  const Database = journal.part('Database', disposer)
  const Service = journal.part('Service', disposer)
  singleton(Database)
  singleton(Service, Database)
  const building = build(factory, async (container, context) => {
    container.bind(Database).toSelf()
    container.bind(Service).toSelf()
    container.get(Service)
    await fail(container, context)
  })
  expect(await rejectionOf(building), 'the error').toBe(boom)
  expect(journal.disposed, 'what was half built').toEqual(['Service', 'Database'])
  expect(live.api.get('greeting'), 'the live one').toBe('Hello')
  await live.dispose()
}

function openPort(): number {
  throw boom
}

const constructorThrows: Application = (container) => {
  class Broken {
    readonly port = openPort()
  }
  container.bind(Broken).toSelf()
  container.get(Broken)
}

test('C5 a constructor that throws: create rejects with its error, what was constructed is disposed, the old one lives', () =>
  checkFailure(inversify(), constructorThrows))

test('C5 is seen to break when a discarded build is not disposed', () =>
  expect(checkFailure(plain(), constructorThrows)).rejects.toThrow('what was half built'))

const initialisationRejects: Application = async (container) => {
  const connecting = container.bind('connection').toDynamicValue(async () => {
    await setTimeout(1)
    throw boom
  })
  connecting.inSingletonScope()
  await container.getAsync('connection')
}

test('C6 asynchronous initialisation that rejects: the same', () => checkFailure(inversify(), initialisationRejects))

test('C6 is seen to break when a discarded build is not disposed', () =>
  expect(checkFailure(plain(), initialisationRejects)).rejects.toThrow('what was half built'))

async function checkHalfInitialised(factory: Factory): Promise<void> {
  const journal = new Journal()
  const disposed: string[] = []
  const Pool = journal.part('Pool', () => disposed.push('Pool'))
  class Connection {
    readonly pool: unknown
    async open(): Promise<void> {
      await setTimeout(1)
      throw boom
    }
    close(): void {
      disposed.push('Connection closed')
    }
    [Symbol.dispose](): void {
      disposed.push('Connection disposed')
    }
  }
  singleton(Pool)
  singleton(Connection)
  injectedInto(Connection, 'pool', Pool)
  initialisedBy(Connection, 'open')
  destroyedBy(Connection, 'close')
  const building = build(factory, async (container) => {
    container.bind(Pool).toSelf()
    container.bind(Connection).toSelf()
    await container.getAsync(Connection)
  })
  expect(await rejectionOf(building)).toMatchObject({ cause: boom })
  expect(disposed, 'C6').toEqual(['Connection closed', 'Connection disposed', 'Pool'])
}

test('C6 an instance whose @postConstruct() rejects is disposed as well, before what it was given', () =>
  checkHalfInitialised(inversify()))

test('C6 for such an instance is seen to break in inversify itself', () =>
  expect(checkHalfInitialised(plain())).rejects.toThrow('C6'))

/** `unbindAllAsync` rejects with the very error of the initialisation, and skips what it would have called. */
const carefulButPlain: Factory = {
  name: 'cleans up with unbindAllAsync',
  create: (configure, context) =>
    plain().create(async (container) => {
      try {
        await configure(container, context)
      } catch (error) {
        await container.unbindAllAsync()
        throw error
      }
    }, context),
}

/** A singleton that fails, and was all there was: what `unbindAllAsync` makes of it is what it rejects with. */
async function checkCleaning(factory: Factory): Promise<void> {
  const failing = new Error('the build')
  const building = build(factory, async (container) => {
    container
      .bind('connection')
      .toDynamicValue(() => Promise.reject(boom))
      .inSingletonScope()
    await rejectionOf(container.getAsync('connection'))
    throw failing
  })
  expect(await rejectionOf(building), 'the error').toBe(failing)
}

test('C7 errors while cleaning up do not hide the error of the build', async () => {
  await checkCleaning(inversify())
  await checkFailure(inversify(), constructorThrows, true)
  await checkFailure(inversify(), initialisationRejects, true)
})

test('C7 is seen to break when cleaning up is left to unbindAllAsync', () =>
  expect(checkCleaning(carefulButPlain)).rejects.toThrow('the error'))

async function checkAbort(factory: Factory): Promise<void> {
  const journal = new Journal()
  const [Early, Connection, Slow] = [journal.part('Early'), journal.part('Connection'), journal.part('Slow')]
  const controller = new AbortController()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: connecting, resolve: connected } = Promise.withResolvers<void>()
  const { promise: late, resolve: lateOutcome } = Promise.withResolvers<unknown>()
  const building = build(
    factory,
    async (container) => {
      container.bind(Early).toSelf()
      container.get(Early)
      container.bind('slow').toDynamicValue(async () => {
        await connecting
        return new Slow()
      })
      const slow = container.getAsync('slow')
      begin()
      await connecting
      await slow
      // Nobody listens any more; a server that connects slowly does this.
      lateOutcome(await rejectionOf((async () => container.bind('connection').toConstantValue(new Connection()))()))
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
  expect(journal.disposed.toSorted(), 'what came late').toEqual(['Connection', 'Early', 'Slow'])
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
}

test('C8 a build that is aborted rejects at once; what was constructed is disposed, and what comes late as well', () =>
  checkAbort(inversify()))

test('C8 is seen to break when the signal is not heeded', () => expect(checkAbort(plain())).rejects.toThrow('C8'))

test('C8 a build that was aborted before it began, or as its configure ended, rejects and is disposed', async () => {
  const journal = new Journal()
  const Part = journal.part('Part')
  const never = build(inversify(), () => journal.constructed.push('configured'), { signal: AbortSignal.abort(boom) })
  expect(await rejectionOf(never)).toBe(boom)
  expect(journal.constructed).toEqual([])

  const controller = new AbortController()
  const configure: Application = (container) => {
    container.bind(Part).toSelf()
    container.get(Part)
    controller.abort(boom)
  }
  expect(await rejectionOf(build(inversify(), configure, { signal: controller.signal }))).toBe(boom)
  expect(journal.disposed).toEqual(['Part'])
})

test('C8 an import that fails because the build was aborted is no error of the import', async () => {
  const controller = new AbortController()
  const importing = (): Promise<never> => {
    controller.abort(boom)
    return Promise.reject(new Error('this graph was released'))
  }
  const building = build(inversify(), () => undefined, { signal: controller.signal, import: importing })
  expect(await rejectionOf(building)).toBe(boom)
})

test('I5 a build leaves no listener on its signal, however it ends', async () => {
  const { signal } = new AbortController()
  const generation = await build(inversify(), () => undefined, { signal })
  await rejectionOf(build(inversify(), constructorThrows, { signal }))
  await rejectionOf(build(inversify(), initialisationRejects, { signal }))
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  await generation.dispose()
})

test('C22 builds and disposals leave the listeners of the process as they were', async () => {
  const listeners = (): unknown => process.eventNames().map((name) => [name, process.listenerCount(name)])
  const before = listeners()
  const generation = await build(inversify(), (container) => container.bind('greeting').toConstantValue('Hello'))
  await rejectionOf(build(inversify(), initialisationRejects))
  await generation.dispose()
  expect(listeners()).toEqual(before)
})

/** Everything goes wrong at once: inversify drops the promises of what was under way. */
async function checkNothingUnhandled(factory: Factory): Promise<void> {
  const unhandled: unknown[] = []
  const listen = (reason: unknown): number => unhandled.push(reason)
  process.on('unhandledRejection', listen)
  onTestFinished(() => void process.off('unhandledRejection', listen))
  const rejectsLater = async (): Promise<never> => {
    await setTimeout(1)
    throw boom
  }
  class Broken {
    readonly port = openPort()
  }
  const Controller = new Journal().part('Controller')
  class Opening {
    open(): Promise<never> {
      return rejectsLater()
    }
  }
  decorated(Controller, [Opening, 'connection', 'answer', Broken])
  singleton(Opening)
  initialisedBy(Opening, 'open')
  const bindAll: Application = (container) => {
    for (const part of [Controller, Opening, Broken]) container.bind<object>(part).toSelf()
    container.bind('connection').toDynamicValue(rejectsLater).inSingletonScope()
    container.bind('answer').toResolvedValue(rejectsLater)
    container.bind('activated').toConstantValue(1).onActivation(rejectsLater)
  }
  for (const asked of [Controller, Opening, 'connection', 'answer', 'activated'])
    await rejectionOf(
      build(factory, async (container, context) => {
        await bindAll(container, context)
        container.get<unknown>(asked)
      }),
    )
  const generation = await build(factory, bindAll)
  const scope = generation.createScope()
  for (const asked of [Controller, Opening, 'connection', 'activated'])
    await rejectionOf((async () => scope.api.get<unknown>(asked))())
  await setTimeout(20)
  expect(unhandled, 'C25').toEqual([])
}

test('C25 no failure of a build becomes an unhandled rejection, which ends the process', async () => {
  await checkNothingUnhandled(inversify())
  await checkFailure(inversify(), constructorThrows, true)
  await checkFailure(inversify(), initialisationRejects, true)
  await checkAbort(inversify())
})

test('C25 is seen to break in inversify itself', () => expect(checkNothingUnhandled(plain())).rejects.toThrow('C25'))
