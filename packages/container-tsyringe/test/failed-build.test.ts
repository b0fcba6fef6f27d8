import { getEventListeners } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { tsyringe } from '../src/index.ts'
import { build, type Factory } from './support/generations.ts'
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

const overtaken = new Error('overtaken')

async function checkAbort(factory: Factory): Promise<void> {
  const journal = new Journal()
  const Early = journal.class('Early')
  const Connection = journal.class('Connection')
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

test('C8 an import that fails because the build was aborted is no error of the import', async () => {
  const controller = new AbortController()
  const importing = (): Promise<never> => {
    controller.abort(overtaken)
    return Promise.reject(new Error('this graph was released'))
  }
  const building = build(tsyringe(), () => undefined, { signal: controller.signal, import: importing })
  expect(await rejectionOf(building)).toBe(overtaken)
})
