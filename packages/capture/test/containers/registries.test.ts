import { expect, test } from 'vitest'
import { run } from './running.ts'

const serving = (answer: string): string => `
  import { createServer } from 'node:http'
  createServer(async (_, response) => response.end(String(await (${answer})()))).listen(3000)
`

interface Registry {
  readonly dependency: string
  /** What registers two things, under names that may be given once. */
  readonly source: string
  /** How many there are. */
  readonly count: string
  /** What comes of it if it is loaded once. */
  readonly once?: RegExp
}

const registries: readonly Registry[] = [
  {
    dependency: 'mongoose',
    source: `
      import mongoose, { model, Schema } from 'mongoose'
      export const Person = model('Person', new Schema({ name: String }))
      mongoose.plugin(() => undefined)
      model('Place', new Schema({ name: String }))`,
    count: '() => mongoose.modelNames().length',
    once: /Cannot overwrite `Place` model/,
  },
  {
    dependency: 'prom-client',
    source: `
      import { Counter, register } from 'prom-client'
      new Counter({ name: 'requests', help: 'Requests' }).inc()
      new Counter({ name: 'errors', help: 'Errors' })`,
    count: '() => register.getMetricsAsArray().length',
    once: /errors has already been registered/,
  },
  {
    dependency: 'node-cron',
    source: `
      import { getTasks, schedule } from 'node-cron'
      schedule('0 0 1 1 *', () => undefined, { name: 'first' })
      schedule('0 0 1 1 *', () => undefined, { name: 'second' })`,
    count: '() => getTasks().size',
    once: /to deeply equal/,
  },
  {
    dependency: 'node-schedule',
    source: `
      import schedule from 'node-schedule'
      schedule.scheduleJob('first', '0 0 1 1 *', () => undefined)
      schedule.scheduleJob('second', '0 0 1 1 *', () => undefined)`,
    count: '() => Object.keys(schedule.scheduledJobs).length',
    once: /to deeply equal/,
  },
  {
    dependency: 'class-transformer',
    source: `
      import 'reflect-metadata'
      import { createRequire } from 'node:module'
      import { Expose, plainToInstance, Type } from 'class-transformer'
      class Place { @Expose() name: string }
      class Person { @Type(() => Place) place: Place }
      if (!(plainToInstance(Person, { place: {} }).place instanceof Place)) tell('not transformed')
      const { defaultMetadataStorage } = createRequire(import.meta.url)('class-transformer/cjs/storage')
      const sizes = () => Object.values(defaultMetadataStorage).filter((each) => each instanceof Map).map(({ size }) => size)`,
    count: '() => sizes()[0] + sizes()[2]',
  },
]

/** @throws unless the registry holds the same after each of five reloads */
async function checkFresh({ source, count }: Registry, dependencies: readonly string[]): Promise<void> {
  const { get, told, failed, reload } = await run(dependencies, { 'main.ts': source + serving(count) })
  for (let reloads = 0; reloads < 5; reloads += 1) {
    expect(await get()).toBe('2')
    await reload()
  }
  expect(await get()).toBe('2')
  expect(told()).toEqual([])
  expect(failed).toEqual([])
}

/** @throws unless a generation that has been followed by another has its own as long as it works */
async function checkKept({ source, count, dependency }: Registry, dependencies: readonly string[]): Promise<void> {
  const { get, told, reload } = await run(dependencies, {
    'main.ts': `${source}
      ${serving('() => 1')}
      process.on('SIGTERM', async () => { await null; tell((${count})()) })`,
  })
  await get()
  await reload({ 'main.ts': source.replaceAll(/'(?:first|Person|requests)'/g, "'other'") + serving(count) })
  // Classes are its keys: those of two generations do not meet.
  expect(told()).toEqual([dependency === 'class-transformer' ? '4' : '2'])
  expect(await get()).toBe('2')
}

for (const registry of registries) {
  const { dependency, once } = registry
  test(`${dependency}: after each reload its registry holds what it would after a fresh start`, async () => {
    await checkFresh(registry, [dependency])
  })

  test(`${dependency}: a generation that has been followed has its own, as long as it works`, async () => {
    await checkKept(registry, [dependency])
  })

  if (!once) continue
  test(`${dependency}: one that is loaded once, for it is not among the dependencies, is caught`, async () => {
    await expect(checkKept(registry, [])).rejects.toThrow(once)
  })
}
