import autocannon from 'autocannon'
import { expect, test } from 'vitest'
import { serve } from './running.ts'

test('300 saves under load: no request fails', async () => {
  const saves = 300
  const hello = await serve()
  const load = autocannon({ url: hello.url, connections: 8, duration: 600 })
  for (let version = 2; version <= saves + 1; version++) {
    hello.edit('src/greeter.ts', `Version ${version - 1}!`, `Version ${version}!`)
    await hello.seated(version)
  }
  expect(await hello.text()).toBe(`Hello, Version ${saves + 1}!`)
  load.stop()
  const { errors, timeouts, non2xx, resets, '2xx': answered } = await load
  expect({ errors, timeouts, non2xx, resets }).toEqual({ errors: 0, timeouts: 0, non2xx: 0, resets: 0 })
  expect(answered).toBeGreaterThan(saves)
  await hello.printed(new RegExp(`disposed: Hello, Version ${saves}!`))
}, 90_000)
