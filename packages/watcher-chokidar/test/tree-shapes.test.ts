import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Watcher } from '@hotseat/core'
import { describe, expect, test } from 'vitest'
import { chokidar } from '../src/index.ts'
import { broken } from './broken-watchers.ts'
import { record, temporaryDirectory } from './recorder.ts'
import { directoryShapes } from './directory-shapes.ts'
import { fileShapes } from './file-shapes.ts'
import type { Shape } from './shape.ts'

/** Some watchers fail only when idle, some only in a burst, some only from the second time on. */
const paces = { 'after idling': { idle: 120, rounds: 10 }, 'in a burst': { idle: 0, rounds: 20 } }

async function check(watcher: Watcher, shape: Shape, pace: { idle: number; rounds: number }, deadline?: number) {
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

describe.concurrent.each([...fileShapes, ...directoryShapes])('$rule $name', (shape) => {
  test.each(Object.entries(paces))('%s', (_, pace) => check(chokidar(), shape, pace))

  test(`a watcher that is ${shape.caught} is caught`, async () => {
    await expect(check(broken(chokidar(), shape.caught), shape, { idle: 0, rounds: 2 }, 300)).rejects.toThrow(
      'not reported',
    )
  })
})
