import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { installed, project } from './project.ts'
import { reloadedApplications, type ApplicationName, type Reloaded, type Reloading } from './reloaded-applications.ts'

/** In a run of the nightly kind 10,000. */
const reloads = Number(process.env['RELOADS'] ?? 300)

/**
 * Bytes that the heap may grow in the last half of a run, however long that is: what V8 learns of the code that does the
 * reloading. With 10,000 reloads it is 200 for each.
 */
const allowedGrowth = 1_000_000

/**
 * V8's compilation cache would hold the code of many generations, though not for good; so it is off, and there is a
 * limit that a leak runs into. https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib
 */
const nodeOptions = ['--expose-gc', '--no-compilation-cache', '--max-old-space-size=128', '--no-warnings']

const execute = promisify(execFile)

async function reload(
  application: ApplicationName,
  times = reloads,
  leak: Reloading['leak'] = 'nothing',
): Promise<Reloaded> {
  const { root, link } = project(reloadedApplications[application].files)
  for (const name of ['class-validator', 'tsyringe', 'reflect-metadata']) link(installed(name), `node_modules/${name}`)
  const reloading: Reloading = { application, root, reloads: times, leak }
  const fixture = join(import.meta.dirname, 'fixtures', 'reload.ts')
  const { stdout } = await execute(process.execPath, [...nodeOptions, fixture, JSON.stringify(reloading)])
  return JSON.parse(stdout)
}

/** @throws unless all generations but the last ones are collected, with all that was made in them, and the heap is flat */
function checkFlat({ reloads: times, finalized, heap }: Reloaded): void {
  expect(finalized.graphs, 'graphs that were collected').toBeGreaterThanOrEqual(times - 2)
  expect(finalized.states, 'states that were collected').toBeGreaterThanOrEqual(times - 2)
  const growth = steadyGrowth(heap.slice(heap.length / 2))
  expect(growth, `bytes that the heap grew, of ${heap.join(', ')}`).toBeLessThan(allowedGrowth)
}

/** All but the largest step: V8 takes a megabyte or two at once, some time, where a leak takes its share each time. */
function steadyGrowth(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0))
  return steps.reduce((total, step) => total + step, 0) - Math.max(...steps)
}

const timeout = 60_000 + reloads * 200

for (const application of ['esm', 'commonJs', 'perGeneration', 'registering'] as const) {
  test(`L9 ${reloads} reloads leave nothing behind: ${application}`, { timeout }, async () => {
    const reloaded = await reload(application)
    checkFlat(reloaded)
    const { heap, every, finalized } = reloaded
    const at = (n: number): string => ((heap[Math.round(n / every) - 1] ?? 0) / 1e6).toFixed(2)
    const told = [reloads / 10, reloads / 2, reloads].map((n) => `${at(n)} MB after ${n}`)
    console.log(`${process.version} ${application}: ${finalized.graphs} collected, heap ${told.join(', ')}`)
  })
}

test('L9 the check catches generations that something holds', { timeout }, async () => {
  const reloaded = await reload('commonJs', 100, 'generations')
  expect(() => checkFlat(reloaded)).toThrow('states that were collected')
})

test('L9 the check catches what is left of each generation, though that goes', { timeout }, async () => {
  const reloaded = await reload('esm', 100, 'texts')
  expect(() => checkFlat(reloaded)).toThrow('bytes that the heap grew')
})

test('L9 the check catches a tsyringe that is loaded once for all', { timeout }, async () => {
  const reloaded = await reload('perGeneration', 100, 'packages')
  expect(() => checkFlat(reloaded)).toThrow('that were collected')
})
