import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setImmediate } from 'node:timers/promises'

setFlagsFromString('--expose-gc')
const gc: () => void = runInNewContext('gc')

/** Collects all garbage, also what finalizers and settled promises let go. */
export async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await setImmediate()
    gc()
  }
}
