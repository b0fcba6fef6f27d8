import { setImmediate } from 'node:timers/promises'
import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { tsyringe } from '../src/index.ts'
import { freshTsyringe, injectable, scoped, singleton } from './support/fresh-tsyringe.ts'
import { build, type Factory } from './support/generations.ts'
import { plain } from './support/planted.ts'

async function checkLateScoped(factory: Factory): Promise<void> {
  const Session = new Journal().class('Session')
  const library = freshTsyringe()
  const generation = await build(factory, () => undefined, { library })
  const [one, other] = [generation.createScope(), generation.createScope()]
  const grandchild = one.api.createChildContainer()
  // As a module does that a handler imports lazily.
  generation.api.register(Session, { useClass: Session }, { lifecycle: library.Lifecycle.ContainerScoped })
  const containers = [generation.api, one.api, other.api, grandchild]
  const sessions = containers.map((container) => container.resolve(Session))
  expect(new Set(sessions).size, 'C10').toBe(4)
  expect(
    containers.map((container) => container.resolve(Session)),
    'C10',
  ).toEqual(sessions)
  await generation.dispose()
}

test('C10 what becomes scoped after a scope was created is that scope’s own too', () => checkLateScoped(tsyringe()))

test('C10 of late registrations is seen to break in tsyringe itself', () =>
  expect(checkLateScoped(plain())).rejects.toThrow('C10'))

test('C10 what a scope registers is its own, and aliases lead to it', async () => {
  const generation = await build(tsyringe(), (container) => {
    container.register('user', { useToken: 'name' })
    container.register('name', { useValue: 'nobody' })
  })
  const scope = generation.createScope()
  scope.api.registerInstance('name', 'Ada')
  expect(scope.api.resolve('user')).toBe('Ada')
  expect(scope.api.createChildContainer().resolve('user')).toBe('Ada')
  expect(generation.api.resolve('user')).toBe('nobody')
  await generation.dispose()
})

test('C10 callbacks before and after a resolution are those of the scope that was asked', async () => {
  const Service = new Journal().class('Service')
  const generation = await build(tsyringe(), (_container, library) => singleton(library, Service))
  const calls: string[] = []
  generation.api.afterResolution(Service, () => calls.push('root'))
  const scope = generation.createScope()
  scope.api.afterResolution(Service, () => calls.push('scope'))
  scope.api.resolve(Service)
  expect(calls).toEqual(['scope'])
  await generation.dispose()
})

async function checkLiveScopes(factory: Factory): Promise<void> {
  const journal = new Journal()
  const [Database, Session, Upload, Job] = ['Database', 'Session', 'Upload', 'Job'].map((name) => journal.class(name))
  if (!Database || !Session || !Upload || !Job) throw new Error('unreachable')
  const generation = await build(factory, (_container, library) => {
    singleton(library, Database)
    scoped(library, Session, Database)
    injectable(library, Upload, Session)
    injectable(library, Job, Database)
  })
  const scope = generation.createScope()
  const nested = scope.api.createChildContainer()
  const own = generation.api.createChildContainer()
  nested.resolve(Upload)
  own.resolve(Job)
  scope.api.resolve(Session)
  await generation.dispose()
  expect(journal.disposed, 'C20').toEqual(['Job', 'Upload', 'Session', 'Session', 'Database'])
  await scope.dispose()
  await nested.dispose()
  expect(journal.disposed, 'C20').toHaveLength(5)
}

test('C20 live scopes and child containers are disposed first when the root is, the innermost first', () =>
  checkLiveScopes(tsyringe()))

test('C20 is seen to break in tsyringe itself', () => expect(checkLiveScopes(plain())).rejects.toThrow('C20'))

test('C20 a scope whose disposal is under way is awaited before the root’s own parts go', async () => {
  const journal = new Journal()
  const { promise: closing, resolve: closed } = Promise.withResolvers<void>()
  const Database = journal.class('Database')
  const Session = journal.class('Session', {
    dispose: async () => {
      await closing
      throw new Error('session is stuck')
    },
  })
  const generation = await build(tsyringe(), (_container, library) => {
    singleton(library, Database)
    scoped(library, Session, Database)
  })
  const scope = generation.createScope()
  scope.api.resolve(Session)
  const scopeDisposal = scope.dispose()
  const disposal = generation.dispose()
  expect(journal.disposed).toEqual(['Session'])
  closed()
  await expect(scopeDisposal).rejects.toThrow('session is stuck')
  await expect(disposal, 'told once, to whoever disposed the scope').resolves.toBeUndefined()
  expect(journal.disposed).toEqual(['Session', 'Database'])
})

test('C20 what goes wrong in a live scope is told with the root, once, and the scope waits for it', async () => {
  const { promise: closing, resolve: closed } = Promise.withResolvers<void>()
  const settled: string[] = []
  const Session = new Journal().class('Session', {
    dispose: async () => {
      await closing
      settled.push('session')
      throw new Error('session is stuck')
    },
  })
  const generation = await build(tsyringe(), (_container, library) => scoped(library, Session))
  const scope = generation.createScope()
  scope.api.resolve(Session)
  const disposal = generation.dispose()
  const scopeDisposal = scope.dispose()
  const waiting = scopeDisposal.then(() => settled.push('scope'))
  await setImmediate()
  closed()
  await expect(disposal).rejects.toThrow('Session failed to dispose: session is stuck')
  await waiting
  expect(settled).toEqual(['session', 'scope'])
  expect(scope.dispose()).toBe(scopeDisposal)
})
