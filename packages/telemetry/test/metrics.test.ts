import { expect, test } from 'vitest'
import { altering, traced, type Files, type Plant } from './world/world.ts'

const application = (body: string): Files => ({ 'src/app.ts': `export default () => 'app'; ${body}` })

/** @throws unless reloads are measured in seconds, and what came of them is counted */
async function checkMeasured(plant?: Plant): Promise<void> {
  const { save, next, measured, unitOf } = await traced(application(''), { plant })
  const failed = next('build-failed')
  save(application(`throw new Error('broken')`))
  await failed
  const swapped = next('swap')
  save(application('await new Promise((resolve) => setTimeout(resolve, 60))'))
  const { total } = await swapped
  expect(await measured('hotseat.reload.swaps')).toEqual([
    { attributes: { 'hotseat.reload.reason': 'start' }, value: 1 },
    { attributes: { 'hotseat.reload.reason': 'change' }, value: 1 },
  ])
  const failure = { 'hotseat.reload.reason': 'change', 'error.type': 'HOTSEAT_LOAD_FAILED' }
  expect(await measured('hotseat.reload.failures')).toEqual([{ attributes: failure, value: 1 }])
  expect(await unitOf('hotseat.reload.duration')).toBe('s')
  const [, broken, mended] = await measured('hotseat.reload.duration')
  expect(broken).toMatchObject({ attributes: { ...failure, 'hotseat.reload.outcome': 'failed' }, value: { count: 1 } })
  expect(mended).toMatchObject({
    attributes: { 'hotseat.reload.reason': 'change', 'hotseat.reload.outcome': 'swapped' },
    value: { count: 1, sum: expect.closeTo(total / 1_000, 6) },
  })
  expect(total).toBeGreaterThan(50)
}

test('reloads are measured in seconds, and counted by what came of them', () => checkMeasured())

test.each<[bug: string, plant: Plant, finding: string]>([
  ['swap', altering({ swap: () => undefined }), 'to deeply equal'],
  ['failure', altering({ 'build-failed': () => undefined }), 'to deeply equal'],
  ['duration in seconds', altering({ swap: (event) => ({ ...event, total: event.total / 1_000 }) }), 'to match object'],
])('a %s that is not told of is caught', async (_bug, plant, finding) => {
  await expect(checkMeasured(plant)).rejects.toThrow(finding)
})

/** @throws unless as many generations drain as there are that requests still hold */
async function checkDraining(plant?: Plant): Promise<void> {
  const { reloader, save, next, measured } = await traced(application('1'), { plant })
  const drained = async (): Promise<unknown> => (await measured('hotseat.generation.draining.count'))[0]?.value
  expect(await drained()).toBe(0)
  const leases = []
  for (const word of ['2', '3']) {
    leases.push(reloader.acquire())
    const swapped = next('swap')
    save(application(word))
    await swapped
  }
  expect(await drained()).toBe(2)
  const disposed = next('disposed')
  for (const lease of leases) lease.release()
  await disposed
  expect(await drained()).toBe(0)
}

test('generations that drain are counted', () => checkDraining())

test('a count of all generations is caught', async () => {
  const counting: Plant = (reloader) => ({
    on: (name, listener) => reloader.on(name, listener),
    generations: () => reloader.generations().map((each) => ({ ...each, state: 'draining' })),
  })
  await expect(checkDraining(counting)).rejects.toThrow('expected 1 to be +0')
})

test('builds that were overtaken are counted', async () => {
  const { save, next, measured } = await traced(application('1'))
  const swapped = next('swap')
  save(application('await new Promise((resolve) => setTimeout(resolve, 20))'))
  save(application('2'))
  expect(await swapped).toMatchObject({ generation: 3 })
  expect(await measured('hotseat.reload.discards')).toEqual([{ attributes: {}, value: 1 }])
})

test('nothing is told any more when tracing has been stopped', async () => {
  const { save, next, spans, measured, stopTracing } = await traced(application('1'))
  const before = spans().length
  stopTracing()
  const swapped = next('swap')
  save(application('2'))
  await swapped
  expect(spans()).toHaveLength(before)
  expect(await measured('hotseat.reload.swaps')).toMatchObject([{ value: 1 }])
  expect(await measured('hotseat.generation.draining.count')).toEqual([])
})
