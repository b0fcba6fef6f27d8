import { expect, test } from 'vitest'
import { copyOfHello, listening, serve } from './running.ts'
import { withSlowRoute } from './slow-route.ts'

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'I8 %s disposes everything, and the process ends by itself with 0',
  async (signal) => {
    const hello = await serve()
    expect(await hello.text()).toBe('Hello, Version 1!')
    hello.signal(signal)
    expect(await hello.exited, hello.output()).toBe(0)
    expect(hello.output()).toMatch(/Greeter disposed: Hello, Version 1!\n\d\d:\d\d:\d\d stopped in \d+ ms\n$/)
  },
)

test('Ctrl-C finishes what is in flight first', async () => {
  const hello = await serve(withSlowRoute())
  const slow = hello.text('/slow')
  await hello.printed(/slow begun/)
  hello.signal('SIGINT')
  await hello.printed(/finishing what is in flight \(press Ctrl-C again to exit at once\)/)
  expect(hello.output()).not.toContain('disposed')
  hello.signal('SIGUSR2')
  expect(await slow).toBe('Hello, Version 1!')
  expect(await hello.exited, hello.output()).toBe(0)
  expect(hello.output()).toContain('Greeter disposed: Hello, Version 1!')
})

test('a second Ctrl-C exits at once, with 130', async () => {
  const hello = await serve(withSlowRoute())
  const slow = hello.text('/slow').catch((error: unknown) => error)
  await hello.printed(/slow begun/)
  hello.signal('SIGINT')
  await hello.printed(/press Ctrl-C again/)
  hello.signal('SIGINT')
  expect(await hello.exited, hello.output()).toBe(130)
  expect(hello.output()).not.toContain('disposed')
  expect(await slow).toBeInstanceOf(Error)
})

test('one key press that arrives twice, as package managers pass it on, is one', async () => {
  const hello = await serve(withSlowRoute())
  const slow = hello.text('/slow')
  await hello.printed(/slow begun/)
  hello.signal('SIGINT')
  hello.signal('SIGINT')
  hello.signal('SIGTERM')
  await hello.printed(/press Ctrl-C again/)
  hello.signal('SIGUSR2')
  expect(await slow).toBe('Hello, Version 1!')
  expect(await hello.exited, hello.output()).toBe(0)
})

test('Ctrl-C before the first build is done stops as well', async () => {
  const copy = copyOfHello()
  copy.edit(
    'src/app.ts',
    `import 'reflect-metadata'`,
    `import 'reflect-metadata'\nconsole.log('loading')\nawait new Promise((resolve) => setTimeout(resolve, 60_000))`,
  )
  const hello = await listening(copy)
  await hello.printed(/loading/)
  hello.signal('SIGINT')
  expect(await hello.exited, hello.output()).toBe(0)
})

test('what the application leaves open does not keep the process; it is named', async () => {
  const copy = copyOfHello()
  copy.edit('src/app.ts', `  return app`, `  setInterval(() => undefined, 1000)\n  return app`)
  const hello = await serve(copy)
  hello.signal('SIGINT')
  expect(await hello.exited, hello.output()).toBe(0)
  expect(hello.output()).toContain('exits although the application left open: Timeout')
})
