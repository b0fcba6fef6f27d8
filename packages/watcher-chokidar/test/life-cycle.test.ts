import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { record, temporaryDirectory, write } from '@hotseat/conformance/watching'
import { expect, test } from 'vitest'
import { chokidar } from '../src/index.ts'

test('W27 aborting at any moment before it is ready rejects with the reason', async () => {
  using base = temporaryDirectory()
  for (let index = 0; index < 50; index += 1) mkdirSync(join(base.path, `d${index}`, 'e', 'f'), { recursive: true })
  for (const turns of [0, 1, 2, 5, 10]) {
    const stop = new AbortController()
    const recording = record({ watcher: chokidar() }, { roots: [base.path], signal: stop.signal })
    for (let turn = 0; turn < turns; turn += 1) await nextTurn()
    stop.abort(new Error('never mind'))
    await expect(recording).rejects.toThrow('never mind')
  }
})

test('W30 a callback that throws is told with a code', async () => {
  using base = temporaryDirectory()
  const cause = new Error('the sink is broken')
  const changed = () => {
    throw cause
  }
  await using recorder = await record({ watcher: chokidar() }, { roots: [base.path], changed })
  write(join(base.path, 'a.ts'), 'one')
  await recorder.until('the error', () => recorder.errors.length > 0)
  expect(recorder.errors[0]).toMatchObject({ fatal: false, error: { code: 'HOTSEAT_WATCH_SINK_THREW', cause } })
})

test('changes come in batches that are never empty', async () => {
  using base = temporaryDirectory()
  const sizes: number[] = []
  await using recorder = await record(
    { watcher: chokidar() },
    { roots: [base.path], changed: (batch) => sizes.push(batch.length) },
  )
  await recorder.covered(() => Array.from({ length: 50 }, (_, index) => write(join(base.path, `${index}.ts`), 'one')))
  await pause(100)
  expect(Math.min(...sizes)).toBeGreaterThan(0)
})
