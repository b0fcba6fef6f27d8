import { getEventListeners } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { Journal } from '@hotseat/conformance'
import { expect, test, onTestFinished } from 'vitest'
import { inversify } from '../src/index.ts'
import { decorated, destroyedBy, initialisedBy, injectedInto, singleton } from './support/decorated.ts'
import { build, rejectionOf, type Application, type Factory } from './support/generations.ts'
import { plain } from './support/planted.ts'

const boom = new Error('boom')

function openPort(): number {
  throw boom
}

async function checkHalfInitialised(factory: Factory): Promise<void> {
  const journal = new Journal()
  const disposed: string[] = []
  const Pool = journal.class('Pool', { dispose: () => disposed.push('Pool') })
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

test('C7 errors while cleaning up do not hide the error of the build', () => checkCleaning(inversify()))

test('C7 is seen to break when cleaning up is left to unbindAllAsync', () =>
  expect(checkCleaning(carefulButPlain)).rejects.toThrow('the error'))

async function checkAbort(factory: Factory): Promise<void> {
  const journal = new Journal()
  const [Early, Connection, Slow] = [journal.class('Early'), journal.class('Connection'), journal.class('Slow')]
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

test('C8 an import that fails because the build was aborted is no error of the import', async () => {
  const controller = new AbortController()
  const importing = (): Promise<never> => {
    controller.abort(boom)
    return Promise.reject(new Error('this graph was released'))
  }
  const building = build(inversify(), () => undefined, { signal: controller.signal, import: importing })
  expect(await rejectionOf(building)).toBe(boom)
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
  const Controller = new Journal().class('Controller')
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

test('C25 what inversify drops becomes no unhandled rejection, which ends the process', () =>
  checkNothingUnhandled(inversify()))

test('C25 is seen to break in inversify itself', () => expect(checkNothingUnhandled(plain())).rejects.toThrow('C25'))
