import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from './running.ts'

const autocannon = createRequire(import.meta.url).resolve('autocannon')

/** What autocannon counted. */
interface Counts {
  readonly errors: number
  readonly timeouts: number
  readonly non2xx: number
  readonly resets: number
  readonly '2xx': number
}

function isCounts(value: unknown): value is Counts {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, '2xx') === 'number'
}

/** Requests without a pause on 8 kept connections; `end()` stops them and counts. */
function cannon(url: string): { end(): Promise<Counts> } {
  const child = spawn(process.execPath, [autocannon, '--json', '--connections', '8', '--duration', '600', url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const printed = text(child.stdout)
  return {
    async end() {
      child.kill('SIGINT')
      await once(child, 'close')
      const counts: unknown = JSON.parse(await printed)
      if (!isCounts(counts)) throw new Error('autocannon did not count')
      return counts
    },
  }
}

test('300 saves under load: no request fails', async () => {
  const saves = 300
  const hello = await serve()
  const load = cannon(hello.url)
  for (let version = 2; version <= saves + 1; version++) {
    hello.edit('src/greeter.ts', `Version ${version - 1}!`, `Version ${version}!`)
    await hello.seated(version)
  }
  expect(await hello.text()).toBe(`Hello, Version ${saves + 1}!`)
  const { errors, timeouts, non2xx, resets, '2xx': answered } = await load.end()
  expect({ errors, timeouts, non2xx, resets }).toEqual({ errors: 0, timeouts: 0, non2xx: 0, resets: 0 })
  expect(answered).toBeGreaterThan(saves)
  await hello.printed(new RegExp(`disposed: Hello, Version ${saves}!`))
}, 90_000)

test('save → new text, at the median', async () => {
  const hello = await serve()
  const times: number[] = []
  for (let version = 2; version <= 41; version++) {
    const begun = performance.now()
    hello.edit('src/greeter.ts', `Version ${version - 1}!`, `Version ${version}!`)
    while ((await hello.text()) !== `Hello, Version ${version}!`);
    times.push(performance.now() - begun)
  }
  const median = times.sort((a, b) => a - b)[times.length / 2] ?? Infinity
  console.log(`save → new text: ${median.toFixed(1)} ms at the median, ${times.at(-1)?.toFixed(1)} ms at most`)
  expect(median).toBeLessThan(40)
})
