import { run } from 'demos/process'
import { expect, test } from 'vitest'
import { copyOfHello } from './running.ts'

test("the user's own server is never reloaded, and its handlers get the current container", async () => {
  const copy = copyOfHello()
  copy.edit('dev.ts', 'console.log(`Listening on http://127.0.0.1:${port}`)', 'console.log(server.address())')
  const own = run(copy.root, ['dev.ts'])
  const [, port] = await own.printed(/port: (\d+)/)
  const text = async () => await (await fetch(`http://127.0.0.1:${port}`)).text()
  expect(await text()).toBe('Hello, Version 1!')

  copy.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await own.printed(/Generation 2 in/)
  expect(await text()).toBe('Hello, Version 2!')
  await own.printed(/disposed: Hello, Version 1!/)

  copy.edit('src/greeter.ts', 'return GREETING', 'return GREETING +')
  await own.printed(/greeter\.ts[\s\S]*> \d+ \|/)
  expect(await text()).toBe('Hello, Version 2!')

  own.signal('SIGINT')
  expect(await own.exited).toBe(0)
  expect(own.output()).toContain('disposed: Hello, Version 2!')
})
