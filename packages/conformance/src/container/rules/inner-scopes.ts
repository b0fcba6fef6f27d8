import assert from 'node:assert/strict'
import type { Rule } from '../../rule.ts'
import { binding, build } from '../generation.ts'
import type { ContainerHarness } from '../harness.ts'
import { Journal } from '../journal.ts'
import { assertRefuses } from '../refusal.ts'
import { assertSaid } from '../said.ts'

/** What an application does with scopes by itself. */
export const innerScopes: readonly Rule<ContainerHarness<unknown, unknown>>[] = [
  {
    id: 'container/scopes-keep-their-singletons',
    rule: 'C10',
    level: 'must',
    needs: ['scopeBindings'],
    title: 'A singleton that is bound in a scope MUST stay in it: one there, none elsewhere, and disposed with it.',
    intent: 'The first user’s session would be what every other scope finds under its name.',
    async check(harness) {
      const journal = new Journal()
      const Cache = journal.part('Cache')
      const generation = await build(harness, binding(Cache))
      const { dialect } = generation
      assertSaid(dialect, 'bindInScope')
      const [one, other] = [generation.createScope(), generation.createScope()]
      for (const { api } of [one, other]) dialect.bindInScope(api, Cache)
      const all = [await generation.resolve(Cache, one.api)]
      all.push(await generation.resolve(Cache, other.api), await generation.resolve(Cache))
      assert.equal(new Set(all).size, 3, 'instances of two scopes and the container')
      assert.equal(await generation.resolve(Cache, one.api), all[0], 'a scope has two')
      await one.dispose()
      assert.equal(journal.disposed.length, 1, 'disposed with the scope')
      assert.equal(await generation.resolve(Cache, other.api), all[1])
      await other.dispose()
      assert.equal(journal.disposed.length, 2, 'disposed with two scopes')
      await generation.dispose()
      assert.deepEqual(journal.disposed, ['Cache', 'Cache', 'Cache'])
    },
  },
  {
    id: 'container/own-scopes-keep-the-rules',
    rule: 'C20',
    level: 'must',
    needs: ['ownScopes'],
    title:
      'A scope that the application creates by the library’s own means MUST be disposed with that which it was created from, and refuse from then on.',
    intent: 'A job that opens a scope for itself would leave its transaction open, and go on with old code.',
    async check(harness) {
      const journal = new Journal()
      const Database = journal.part('Database')
      const Session = journal.part('Session', { lifetime: 'scoped', takes: [Database] })
      const generation = await build(harness, binding(Database, Session))
      const { dialect } = generation
      assertSaid(dialect, 'createScope')
      const scope = generation.createScope()
      const [inner, own] = [dialect.createScope(scope.api), dialect.createScope(generation.api)]
      const sessions = [await generation.resolve(Session, inner), await generation.resolve(Session, own)]
      assert.equal(new Set(sessions).size, 2, 'sessions of two scopes')
      assert.equal(new Set(sessions.map(({ takes }) => takes[0])).size, 1, 'singletons')
      await scope.dispose()
      assert.deepEqual(journal.disposed, ['Session'], 'disposed with the scope that it was created from')
      await assertRefuses(() => generation.resolve(Session, inner), 'a scope of a disposed scope')
      await assertRefuses(async () => dialect.createScope?.(scope.api), 'a scope that is created in a disposed scope')
      await generation.dispose()
      assert.deepEqual(journal.disposed, ['Session', 'Session', 'Database'])
      await assertRefuses(() => generation.resolve(Session, own), 'a scope of a disposed container')
      await assertRefuses(async () => dialect.createScope?.(generation.api), 'a scope that is created too late')
    },
  },
]
