import { expect, test } from 'vitest'
import { inversify } from '../src/index.ts'
import { decorated, singleton } from './support/decorated.ts'
import { build, type Application, type Factory } from './support/generations.ts'
import { Journal } from './support/journal.ts'
import { collectGarbage } from './support/memory.ts'
import { childPerGeneration } from './support/planted.ts'

test('C1 a new container builds while the old one still resolves', async () => {
  const greetingOf = (greeting: string): Application => {
    return (container) => container.bind('greeting').toConstantValue(greeting)
  }
  const old = await build(inversify(), greetingOf('Version 1'))
  const building = build(inversify(), async (container, context) => {
    expect(old.api.get('greeting')).toBe('Version 1')
    await greetingOf('Version 2')(container, context)
    await Promise.resolve()
    expect(old.api.get('greeting')).toBe('Version 1')
  })
  expect(old.api.get('greeting')).toBe('Version 1')
  const next = await building
  expect(next.api.get('greeting')).toBe('Version 2')
  expect(old.api.get('greeting')).toBe('Version 1')
  await Promise.all([old.dispose(), next.dispose()])
})

/** One class that both generations know, as a carried module has it, bound for several tokens. */
async function checkSharesNothing(factory: Factory): Promise<void> {
  const Clock = new Journal().part('Clock')
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

/** Builds, uses and disposes 200 generations; counts those whose classes are still there. */
async function checkCollected(factory: Factory): Promise<void> {
  const classes: WeakRef<object>[] = []
  const once = async (): Promise<void> => {
    const generation = await build(factory, (container) => {
      class Database {
        dispose(): void {}
      }
      class Service {
        readonly database: Database
        constructor(database: Database) {
          this.database = database
        }
      }
      singleton(Database)
      decorated(Service, [Database])
      classes.push(new WeakRef(Service))
      container.get(Service, { autobind: true })
    })
    const scope = generation.createScope()
    await scope.dispose()
    await generation.dispose()
  }
  for (let count = 0; count < 200; count += 1) await once()
  await collectGarbage()
  const alive = classes.filter((reference) => reference.deref() !== undefined).length
  expect(alive, 'C3').toBeLessThanOrEqual(2)
}

test('C3 over 200 builds at most 2 old classes stay alive', () => checkCollected(inversify()))

test('C3 planted bug: children of one root that binds by itself keep every class', () =>
  expect(checkCollected(childPerGeneration())).rejects.toThrow('C3'))
