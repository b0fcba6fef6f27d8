import { setImmediate, setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects all garbage, also what finalizers and settled promises let go. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('This Node cannot be asked to collect garbage.')
  for (let round = 0; round < 4; round += 1) {
    await setImmediate()
    collect()
  }
}

/** Bytes on the heap that can be reached. */
export async function heapUsed(): Promise<number> {
  await collectGarbage()
  return process.memoryUsage().heapUsed
}

/**
 * How many of the referents stay when all garbage is collected; tried for two seconds while there are more than
 * `allowed`: the engine holds on to some of them while it optimises in the background.
 *
 * @example expect(await countAlive(oldClasses, 2)).toBeLessThanOrEqual(2)
 */
export async function countAlive(references: readonly WeakRef<object>[], allowed: number): Promise<number> {
  const count = (): number => references.filter((reference) => reference.deref() !== undefined).length
  await collectGarbage()
  for (let attempt = 0; attempt < 20 && count() > allowed; attempt += 1) {
    await setTimeout(100)
    await collectGarbage()
  }
  return count()
}
