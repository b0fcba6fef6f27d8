import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { copyOfHello } from './running.ts'

interface Soaked {
  /** Containers that are still in memory, the live one included. */
  readonly alive: number
  readonly seated: number
  /** Bytes, after each fifth of the reloads. */
  readonly heap: readonly number[]
}

function isSoaked(value: unknown): value is Soaked {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'alive') === 'number'
}

async function soak(reloads: number, bug = ''): Promise<Soaked> {
  const { root } = copyOfHello()
  const child = fork(join(import.meta.dirname, 'fixtures/soak.ts'), [root, String(reloads), bug], {
    // V8's compilation cache keeps code for a while: no leak, but it would look like one.
    execArgv: ['--expose-gc', '--no-compilation-cache'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [message]: unknown[] = await once(child, 'message')
  const [code]: unknown[] = await once(child, 'exit')
  expect(code).toBe(0)
  if (!isSoaked(message)) throw new Error('the soak did not report')
  return message
}

/** The live container, and at most two that were retired last. */
function expectCollected({ alive }: Soaked): void {
  expect(alive).toBeLessThanOrEqual(3)
}

test('I9 1,000 reloads: all retired generations but the last two are collected, and the heap is flat', async () => {
  const reloads = 1000
  const soaked = await soak(reloads)
  expect(soaked.seated).toBe(reloads + 1)
  expectCollected(soaked)
  // Until then the engine warms up: it optimises, and keeps what it learns.
  const [before = 0, after = 0] = soaked.heap.slice(-2)
  const perReload = (after - before) / (reloads / 5)
  console.log(
    `heap after ${reloads} reloads: ${(after / 2 ** 20).toFixed(1)} MB, ${perReload.toFixed(0)} bytes a reload`,
  )
  // A generation that is kept costs a hundred times as much.
  expect(perReload).toBeLessThan(1000)
}, 90_000)

test('I9 a generation that something keeps is noticed', async () => {
  const soaked = await soak(20, 'keep containers')
  expect(() => expectCollected(soaked)).toThrow('expected 21 to be less than or equal to 3')
})
