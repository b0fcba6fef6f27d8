import assert from 'node:assert/strict'
import type { Rule } from '../../rule.ts'
import { binding, build } from '../generation.ts'
import type { ContainerHarness } from '../harness.ts'
import { Journal } from '../journal.ts'
import { assertSaid } from '../said.ts'

/** What is one of a kind: in a generation, in a scope. */
export const scopes: readonly Rule<ContainerHarness<unknown, unknown>>[] = [
  {
    id: 'container/singletons-are-single',
    rule: 'C9',
    level: 'must',
    title: 'A singleton MUST be constructed once in a generation, whoever asks for it.',
    intent: 'Two pools, two caches, two counters: the application would disagree with itself.',
    async check(harness) {
      const journal = new Journal()
      const Database = journal.part('Database')
      const Service = journal.part('Service', { takes: [Database] })
      const generation = await build(harness, binding(Database, Service))
      const database = await generation.resolve(Database)
      const service = await generation.resolve(Service)
      assert.equal(service.takes[0], database)
      assert.equal(await generation.resolve(Service), service)
      assert.equal(await generation.resolve(Service, generation.createScope().api), service)
      assert.deepEqual(journal.constructed, ['Database', 'Service'])
      await generation.dispose()
    },
  },
  {
    id: 'container/scopes-have-their-own',
    rule: 'C10',
    level: 'must',
    title: 'Each scope MUST have its own instance of what is scoped, and the container’s own singletons.',
    intent: 'One user’s request would see what is another’s.',
    async check(harness) {
      const journal = new Journal()
      const Database = journal.part('Database')
      const Session = journal.part('Session', { lifetime: 'scoped', takes: [Database] })
      const Handler = journal.part('Handler', { lifetime: 'transient', takes: [Database, Session] })
      const generation = await build(harness, binding(Database, Session, Handler))
      const database = await generation.resolve(Database)
      const [one, other] = [generation.createScope(), generation.createScope()]
      const session = await generation.resolve(Session, one.api)
      const otherSession = await generation.resolve(Session, other.api)
      assert.equal(await generation.resolve(Session, one.api), session, 'a scope has two instances')
      assert.notEqual(otherSession, session, 'two scopes have one instance')
      const { takes } = await generation.resolve(Handler, one.api)
      assert.equal(takes[0], database, 'a scope has a singleton of its own')
      assert.equal(takes[1], session, 'what is taken in a scope is not of the scope')

      await one.dispose()
      assert.equal(await generation.resolve(Session, other.api), otherSession)
      await other.dispose()
      assert.deepEqual(journal.constructed, ['Database', 'Session', 'Session', 'Handler'])
      await generation.dispose()
    },
  },
  {
    id: 'container/scope-disposes-its-own',
    rule: 'C10',
    level: 'must',
    title: 'Disposing a scope MUST dispose what was constructed in it, also what is transient, and nothing else.',
    intent: 'Every request would leave something behind, or take something from the next.',
    async check(harness) {
      const journal = new Journal()
      const Database = journal.part('Database')
      const Session = journal.part('Session', { lifetime: 'scoped', takes: [Database] })
      const Handler = journal.part('Handler', { lifetime: 'transient', takes: [Session] })
      const generation = await build(harness, binding(Database, Session, Handler))
      await generation.resolve(Database)
      const [one, other] = [generation.createScope(), generation.createScope()]
      await generation.resolve(Handler, one.api)
      await generation.resolve(Session, other.api)
      await one.dispose()
      assert.deepEqual(journal.disposed.toSorted(), ['Handler', 'Session'])
      await other.dispose()
      assert.deepEqual(journal.disposed.toSorted(), ['Handler', 'Session', 'Session'])
      await generation.dispose()
      assert.deepEqual(journal.disposed.toSorted(), ['Database', 'Handler', 'Session', 'Session'])
    },
  },
  {
    id: 'container/singletons-outlive-scopes',
    rule: 'C11',
    level: 'must',
    title: 'A singleton that was first resolved in a scope MUST survive that scope.',
    intent: 'The first request would end with the pool that all the others use.',
    async check(harness) {
      const journal = new Journal()
      const Connection = journal.part('Connection')
      const Service = journal.part('Service', { takes: [Connection] })
      const generation = await build(harness, binding(Connection, Service))
      const scope = generation.createScope()
      const service = await generation.resolve(Service, scope.api)
      await scope.dispose()
      assert.equal(journal.disposed.length, 0, 'it went with the scope')
      assert.equal(await generation.resolve(Service), service)
      assert.equal(await generation.resolve(Service, generation.createScope().api), service)
      await generation.dispose()
      assert.deepEqual(journal.disposed.toSorted(), ['Connection', 'Service'])
    },
  },
  {
    id: 'container/singletons-capture-no-scope',
    rule: 'C12',
    level: 'must',
    needs: ['scopeValues'],
    title: 'A singleton that is first resolved in a scope MUST NOT be given the values of that scope.',
    intent: 'The first user’s identity would serve everybody.',
    async check(harness) {
      const journal = new Journal()
      const Connection = journal.part('Connection', { takes: ['tenant'] })
      const Service = journal.part('Service', { takes: ['tenant', Connection] })
      const Handler = journal.part('Handler', { lifetime: 'transient', takes: ['tenant', Service] })
      const generation = await build(harness, (builder, dialect, context) => {
        dialect.bindValue(builder, 'tenant', 'everyone')
        return binding(Connection, Service, Handler)(builder, dialect, context)
      })
      const scope = generation.createScope()
      generation.dialect.bindValue(scope.api, 'tenant', 'Ada')
      const handler = await generation.resolve(Handler, scope.api)
      assert.equal(handler.takes[0], 'Ada', 'what is transient has not the scope’s value')
      const service = await generation.resolve(Service)
      assert.equal(handler.takes[1], service)
      assert.equal(service.takes[0], 'everyone')
      assert.equal((await generation.resolve(Connection)).takes[0], 'everyone')
      await scope.dispose()
      await generation.dispose()
    },
  },
  {
    id: 'container/concurrent-resolution-makes-once',
    rule: 'C24',
    level: 'must',
    needs: ['asyncResolution'],
    title: 'A singleton that is made asynchronously MUST be made once, and reach all who ask for it meanwhile.',
    intent: 'The first requests after a save would each open a connection.',
    async check(harness) {
      let made = 0
      const opening = Promise.withResolvers<void>()
      const generation = await build(harness, (builder, dialect) => {
        assertSaid(dialect, 'bindAsync')
        dialect.bindAsync(builder, 'connection', async () => {
          made += 1
          await opening.promise
          return { made }
        })
      })
      const apis = [generation.api, generation.createScope().api, generation.createScope().api]
      const resolving = apis.map(async (api) => await generation.dialect.resolve(api, 'connection'))
      opening.resolve()
      const connections = await Promise.all(resolving)
      assert.equal(new Set(connections).size, 1)
      assert.deepEqual(connections[0], { made: 1 })
      await generation.dispose()
    },
  },
]
