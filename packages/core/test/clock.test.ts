import { stat } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { systemClock, type Clock } from '../src/reload/clock.ts'

/** @throws unless what happened before a timer was due is told before it, also by a loop that was held up meanwhile */
async function checkOrder(clock: Clock): Promise<void> {
  const told: string[] = []
  const both = Promise.withResolvers<void>()
  const tell = (what: string): void => {
    if (told.push(what) === 2) both.resolve()
  }
  // From here on the timers of this turn have run.
  await setImmediate()
  clock.setTimer(30, () => tell('timer'))
  stat(import.meta.filename, () => tell('event'))
  const end = performance.now() + 60
  while (performance.now() < end);
  await both.promise
  expect(told).toEqual(['event', 'timer'])
}

test('I6 quiet is not told before the changes that came earlier', () => checkOrder(systemClock))

test('I6 a clock whose late timers overtake events is caught', async () => {
  const overtaking: Clock = {
    ...systemClock,
    setTimer(delay, callback) {
      const timer = setTimeout(callback, delay)
      return () => clearTimeout(timer)
    },
  }
  await expect(checkOrder(overtaking)).rejects.toThrow('to deeply equal')
})

test('a timer that is called off stays silent, at its last moment too', async () => {
  let fired = 0
  const cancel = systemClock.setTimer(0, () => (fired += 1))
  setTimeout(cancel, 0)
  // Both are due when the loop comes to them.
  const end = performance.now() + 5
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 5))
  await setImmediate()
  expect(fired).toBe(0)
})
