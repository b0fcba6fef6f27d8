import { join } from 'node:path'
import type { Phases } from '@hotseat/core'
import { SpanStatusCode, type HrTime } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { expect, onTestFinished, test } from 'vitest'
import { altering, traced, type Files, type Plant } from './world/world.ts'

/** Takes a while in each phase. */
const application = (word: string): Files => ({
  'src/app.ts': `
    import { part } from './part.ts'
    const pause = () => new Promise((resolve) => setTimeout(resolve, 5))
    await pause()
    export const configure = pause
    export default async function createApp() {
      await pause()
      return part + '${word}'
    }`,
  'src/part.ts': `export const part = 'part'`,
})

const milliseconds = ([seconds, nanoseconds]: HrTime): number => seconds * 1_000 + nanoseconds / 1e6

function timeOf({ startTime, endTime }: ReadableSpan): readonly [begun: number, ended: number] {
  return [milliseconds(startTime), milliseconds(endTime)]
}

function lengthOf(phases: Phases, { name }: ReadableSpan): number {
  return Object.entries(phases).find(([phase]) => name === `hotseat.${phase}`)?.[1] ?? -1
}

/** @throws unless a reload is a span from its first change to its swap, with the phases one after the other below it */
async function checkReload(plant?: Plant): Promise<void> {
  const { save, next, spans } = await traced(application('one'), { plant })
  const before = Date.now()
  const swapped = next('swap')
  save({ 'src/app.ts': application('two')['src/app.ts'] ?? '' })
  const { total, phases } = await swapped
  const after = Date.now() + 1
  const [first, second] = spans('hotseat.reload')
  if (!first || !second) return expect.fail('there are not two reloads')
  expect(first.attributes).toEqual({
    'hotseat.generation.number': 1,
    'hotseat.reload.reason': 'start',
    'hotseat.reload.outcome': 'swapped',
    'hotseat.reload.changed_files': 0,
    'hotseat.modules.instantiated': 2,
    'hotseat.modules.carried': 0,
  })
  expect(second.attributes).toEqual({
    'hotseat.generation.number': 2,
    'hotseat.generation.retired': 1,
    'hotseat.reload.reason': 'change',
    'hotseat.reload.outcome': 'swapped',
    'hotseat.reload.changed_files': 1,
    'hotseat.modules.instantiated': 1,
    'hotseat.modules.carried': 1,
  })
  expect(second.parentSpanContext).toBeUndefined()
  expect(second.status.code).toBe(SpanStatusCode.UNSET)

  const [begun, ended] = timeOf(second)
  expect(begun).toBeGreaterThanOrEqual(before - 1)
  expect(ended).toBeLessThanOrEqual(after)
  expect(ended - begun).toBeCloseTo(total, 3)
  const below = spans().filter(({ parentSpanContext }) => parentSpanContext?.spanId === second.spanContext().spanId)
  expect(below.map(({ name }) => name)).toEqual(['hotseat.load', 'hotseat.create', 'hotseat.mount', 'hotseat.verify'])
  let last = begun
  for (const span of below) {
    const [phaseBegun, phaseEnded] = timeOf(span)
    expect(phaseBegun, `${span.name} overlaps`).toBeGreaterThanOrEqual(last - 0.01)
    expect(phaseEnded - phaseBegun, span.name).toBeCloseTo(lengthOf(phases, span), 3)
    last = phaseEnded
  }
  expect(last).toBeLessThanOrEqual(ended + 0.01)
}

test('a reload is a span from its first change to the swap, its phases are spans below it', () => checkReload())

test.each<[bug: string, plant: Plant, finding: string]>([
  ['does not tell of phases', altering({ swap: (event) => ({ ...event, phases: {} }) }), 'to deeply equal'],
  ['knows no first change', altering({ swap: (event) => ({ ...event, total: 1 }) }), 'to be close to'],
  [
    'does not know what was retired',
    altering({ swap: (event) => ({ ...event, retired: undefined }) }),
    'to deeply equal',
  ],
  [
    'counts the wait for quiet to the build',
    altering({ swap: (event) => ({ ...event, phases: { ...event.phases, load: 1_000 } }) }),
    'hotseat.load: expected',
  ],
])('a span of a reload that %s is caught', async (_bug, plant, finding) => {
  await expect(checkReload(plant)).rejects.toThrow(finding)
})

/** @throws unless a failed build is an error, of the reload and of its phase, with its place and the application's stack */
async function checkFailure(plant?: Plant): Promise<void> {
  const { root, save, next, spans } = await traced(application('one'), { plant })
  const failed = next('build-failed')
  save({ 'src/part.ts': `\nexport const part = undefined.length` })
  const { error } = await failed
  const span = spans('hotseat.reload').at(-1) ?? expect.fail('there is no span')
  expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: error.message })
  expect(span.attributes).toEqual({
    'hotseat.generation.number': 2,
    'hotseat.generation.answered_by': 1,
    'hotseat.reload.reason': 'change',
    'hotseat.reload.outcome': 'failed',
    'hotseat.reload.changed_files': 1,
    'error.type': 'HOTSEAT_LOAD_FAILED',
    'code.file.path': join(root, 'src/part.ts'),
    'code.line.number': 2,
    'code.column.number': 31,
  })
  const [exception] = span.events
  expect(exception).toMatchObject({ name: 'exception', time: span.endTime })
  expect(exception?.attributes).toMatchObject({
    'exception.type': 'HOTSEAT_LOAD_FAILED',
    'exception.message': error.message,
    'exception.stacktrace': expect.stringContaining(`${root}/src/part.ts:2:31`),
  })
  const phase = spans('hotseat.load').at(-1)
  expect(phase?.parentSpanContext).toEqual(span.spanContext())
  expect(phase?.status.code).toBe(SpanStatusCode.ERROR)
}

test('a failed build is an error of the reload, with its place and its stack', () => checkFailure())

test('each failure begins with its own change', async () => {
  const { save, next, spans } = await traced(application('one'))
  for (const name of ['src/part.ts', 'src/app.ts']) {
    const failed = next('build-failed')
    save({ [name]: 'throw new Error()' })
    await failed
  }
  const [, first = expect.fail('no failure'), second = expect.fail('no other')] = spans('hotseat.reload')
  expect([first, second].map(({ attributes }) => attributes['hotseat.reload.changed_files'])).toEqual([1, 1])
  expect(timeOf(second)[0]).toBeGreaterThanOrEqual(timeOf(first)[1] - 1)
})

test('a failure that is told without its phase is caught', async () => {
  const plant = altering({ 'build-failed': (event) => ({ ...event, phases: {} }) })
  await expect(checkFailure(plant)).rejects.toThrow('to deeply equal')
})

/** @throws unless a build that was overtaken is an event of the reload that came of it */
async function checkDiscarded(plant?: Plant): Promise<void> {
  const waiting = (word: string): Files => ({
    'src/app.ts': `
      export const configure = () => globalThis.__built
      export default () => '${word}'`,
  })
  const { save, next, spans } = await traced(waiting('one'), { plant })
  const built = Promise.withResolvers<void>()
  Reflect.set(globalThis, '__built', built.promise)
  onTestFinished(() => void Reflect.deleteProperty(globalThis, '__built'))
  const swapped = next('swap')
  save(waiting('two'))
  save(waiting('three'))
  built.resolve()
  expect(await swapped).toMatchObject({ generation: 3 })
  const [, span] = spans('hotseat.reload')
  expect(span?.attributes).toMatchObject({ 'hotseat.generation.number': 3, 'hotseat.generation.retired': 1 })
  expect(span?.events).toMatchObject([
    { name: 'hotseat.build.discarded', attributes: { 'hotseat.generation.number': 2 } },
  ])
  const load = spans('hotseat.load').at(-1) ?? expect.fail('there is no phase')
  const discarded = milliseconds(span?.events[0]?.time ?? [0, 0])
  expect(timeOf(load)[0], 'the phases are of the discarded build').toBeGreaterThanOrEqual(discarded - 0.01)
}

test('a build that was overtaken is an event of the reload', () => checkDiscarded())

test('a discarded build that is not told of is caught', async () => {
  await expect(checkDiscarded(altering({ discarded: () => undefined }))).rejects.toThrow('to match object')
})

/** @throws unless drain and disposal are spans that are linked to the reload that seated their generation */
async function checkRetirement(plant?: Plant): Promise<void> {
  const dispose = (): Promise<void> => Promise.reject(new Error('the pool is stuck'))
  const { reloader, save, next, spans } = await traced(application('one'), { plant, dispose })
  const lease = reloader.acquire()
  const swapped = next('swap')
  const disposed = next('disposed')
  save({ 'src/part.ts': `export const part = 'changed'` })
  await swapped
  expect(spans('hotseat.drain')).toEqual([])
  lease.release()
  const { duration } = await disposed
  const [seatedBy] = spans('hotseat.reload')
  const [drain] = spans('hotseat.drain')
  const [disposal] = spans('hotseat.dispose')
  if (!drain || !disposal) return expect.fail('there is no span')
  for (const span of [drain, disposal]) {
    expect(span.links.map(({ context }) => context)).toEqual([seatedBy?.spanContext()])
    expect(span.attributes['hotseat.generation.number']).toBe(1)
    expect(span.parentSpanContext).toBeUndefined()
  }
  expect(drain.attributes['hotseat.drain.cut_off']).toBe(0)
  expect(drain.status.code).toBe(SpanStatusCode.UNSET)
  const [begun, ended] = timeOf(disposal)
  expect(ended - begun).toBeCloseTo(duration, 3)
  expect(begun).toBeGreaterThanOrEqual(timeOf(drain)[1] - 1)
  expect(disposal.status).toMatchObject({ code: SpanStatusCode.ERROR, message: expect.stringContaining('is stuck') })
  expect(disposal.attributes['error.type']).toBe('HOTSEAT_DISPOSE_FAILED')
  expect(disposal.events.map(({ name }) => name)).toEqual(['exception'])
}

test('drain and disposal are linked to the reload that seated their generation', () => checkRetirement())

test.each<[bug: string, plant: Plant, finding: string]>([
  ['of another generation', altering({ drained: (event) => ({ ...event, generation: 2 }) }), 'to deeply equal'],
  ['without its failure', altering({ 'dispose-failed': () => undefined }), 'to match object'],
])('a retirement %s is caught', async (_bug, plant, finding) => {
  await expect(checkRetirement(plant)).rejects.toThrow(finding)
})

test('what fails as a failed build is disposed of is told by itself', async () => {
  const dispose = (): Promise<void> => Promise.reject(new Error('the pool is stuck'))
  const { save, next, spans } = await traced(application('one'), { dispose })
  const told = next('dispose-failed')
  save({ 'src/app.ts': `export default () => { throw new Error('broken') }` })
  await told
  expect(spans('hotseat.dispose')).toMatchObject([
    { attributes: { 'hotseat.generation.number': 2 }, links: [], status: { code: SpanStatusCode.ERROR } },
  ])
})
