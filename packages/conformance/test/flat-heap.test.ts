import type { Scope } from '@hotseat/core'
import { expect, test } from 'vitest'
import { containerRules, runRule, type ContainerHarness, type Outcome } from '../src/index.ts'
import { memoryContainerHarness } from './memory/container-factory.ts'
import type { MemoryContainer } from './memory/container.ts'

/** What the rule says where something happens with the n-th scope as it is created. */
async function outcomeWhere(happens: (scope: Scope<MemoryContainer>, n: number) => void): Promise<Outcome> {
  const memory = memoryContainerHarness()
  const harness: ContainerHarness<MemoryContainer> = {
    ...memory,
    factory: {
      ...memory.factory,
      create: async (configure, context) => {
        const container = await memory.factory.create(configure, context)
        let scopes = 0
        const createScope = (): Scope<MemoryContainer> => {
          const scope = container.createScope()
          happens(scope, (scopes += 1))
          return scope
        }
        return { api: container.api, createScope, dispose: () => container.dispose() }
      },
    },
  }
  const rule = containerRules.rules.find(({ id }) => id === 'container/scopes-are-collected')
  if (!rule) throw new Error('The rule is gone.')
  return await runRule(containerRules, rule, harness)
}

test('C21 an empty object for each scope is seen, although megabytes are given back meanwhile', async () => {
  const left: object[] = []
  const cache = Array.from({ length: 1_000_000 }, () => 0.5)
  const outcome = await outcomeWhere((_scope, n) => {
    left.push({})
    if (n === 55_000) cache.length = 0
  })
  expect(outcome).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('bytes behind') } })
})

test('C21 megabytes that are taken once are no leak, nor is what is referred to weakly', async () => {
  const cache: number[] = []
  const latest: WeakRef<MemoryContainer>[] = []
  const outcome = await outcomeWhere((scope, n) => {
    latest[0] = new WeakRef(scope.api)
    if (n === 55_000) cache.push(...Array.from({ length: 100_000 }, Math.random))
  })
  expect(outcome).toEqual({ status: 'passed' })
})
