import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { inversify } from '../src/index.ts'
import { singleton } from './support/decorated.ts'
import { build, type Application, type Factory } from './support/generations.ts'
import { childPerGeneration } from './support/planted.ts'

/** One class that both generations know, as a carried module has it, bound for several tokens. */
async function checkSharesNothing(factory: Factory): Promise<void> {
  const Clock = new Journal().class('Clock')
  singleton(Clock)
  const application: Application = (container) => {
    const own = container.get(Clock, { autobind: true })
    container.bind('name').toService(Clock)
    container.bind('plugin').toService('name')
    return own
  }
  const old = await build(factory, application)
  const next = await build(factory, application)
  expect(old.api.get(Clock), 'C2').not.toBe(next.api.get(Clock))
  expect(next.api.getAll('name'), 'C4').toEqual([next.api.get(Clock)])
  expect(next.api.getAll('plugin'), 'C4').toHaveLength(1)
  await Promise.all([old.dispose(), next.dispose()])
}

test('C2 C4 generations share no instance, and what is bound again for several tokens stays single', () =>
  checkSharesNothing(inversify()))

test('C2 planted bug: children of one root that binds by itself', () =>
  expect(checkSharesNothing(childPerGeneration())).rejects.toThrow('C2'))
