import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Watcher } from '@hotseat/core'
import { expect } from 'vitest'
import { record, temporaryDirectory } from './recorder.ts'
import type { Shape } from './shape.ts'

/** How often, and after how many milliseconds of idling each time. */
export interface Pace {
  readonly idle: number
  readonly rounds: number
}

/** Some watchers fail only when idle, some only in a burst, some only from the second time on. */
export const paces: Readonly<Record<string, Pace>> = {
  'after idling': { idle: 120, rounds: 10 },
  'in a burst': { idle: 0, rounds: 20 },
}

export async function checkShape(watcher: Watcher, shape: Shape, pace: Pace, deadline?: number): Promise<void> {
  using base = temporaryDirectory()
  const [root, outside] = [join(base.path, 'root'), join(base.path, 'outside')]
  for (const path of [root, outside]) mkdirSync(path)
  await using recorder = await record(watcher, { roots: [root] }, deadline)
  for (let round = 0; round < pace.rounds; round += 1) {
    await pause(pace.idle)
    const directory = join(root, `round-${round}`)
    mkdirSync(directory)
    await shape.run(directory, recorder.covered, outside)
  }
  expect(recorder.errors).toEqual([])
}
