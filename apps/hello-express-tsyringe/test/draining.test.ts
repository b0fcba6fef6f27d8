import { expect, test } from 'vitest'
import { copyOfHello, serve } from './running.ts'
import { withSlowRoute } from './slow-route.ts'

test('a slow request finishes on the container it began with, which is disposed after it and not before', async () => {
  const hello = await serve(withSlowRoute())
  const slow = hello.text('/slow')
  await hello.printed(/slow begun on Hello, Version 1!/)

  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await hello.seated(2)
  expect(await hello.text()).toBe('Hello, Version 2!')
  expect(hello.output()).not.toContain('disposed')

  hello.signal('SIGUSR2')
  expect(await slow).toBe('Hello, Version 1!')
  await hello.printed(/disposed: Hello, Version 1!/)
  expect(hello.output()).not.toContain('disposed: Hello, Version 2!')
})

test('a hanging dispose is reported by name and holds nothing up', async () => {
  const copy = copyOfHello()
  copy.write('hotseat.config.ts', `export default { disposeTimeout: 300 }\n`)
  copy.edit(
    'src/greeter.ts',
    'dispose(): void {',
    'dispose(): Promise<void> {\n    return new Promise(() => undefined)',
  )
  const hello = await serve(copy)
  for (const version of [2, 3]) {
    hello.edit('src/greeter.ts', `Version ${version - 1}`, `Version ${version}`)
    await hello.seated(version)
    expect(await hello.text()).toBe(`Hello, Version ${version}!`)
  }
  await hello.printed(/generation 1 did not let go of everything\n.*Greeter had not finished disposing/)
  await hello.printed(/generation [2-9] did not let go of everything\n.*Greeter had not finished disposing/)
})

test('a dispose that throws is reported by name, and the live generation does not notice', async () => {
  const copy = copyOfHello()
  copy.edit('src/greeter.ts', 'dispose(): void {', `dispose(): void {\n    throw new Error('will not go')`)
  const hello = await serve(copy)
  hello.edit('src/greeter.ts', `Version 1`, `Version 2`)
  await hello.printed(/generation 1 did not let go of everything\n.*Greeter.*will not go/)
  expect(await hello.text()).toBe('Hello, Version 2!')
})

test('a request that outlives the drain timeout is cut off, and that is said', async () => {
  const copy = withSlowRoute()
  copy.write('hotseat.config.ts', `export default { drainTimeout: 200 }\n`)
  const hello = await serve(copy)
  const slow = hello.text('/slow').catch((error: unknown) => error)
  await hello.printed(/slow begun/)
  hello.edit('src/greeter.ts', `Version 1`, `Version 2`)
  await hello.printed(/generation 1: 1 request cut off after/)
  expect(await slow).toBeInstanceOf(Error)
  await hello.printed(/disposed: Hello, Version 1!/)
  expect(await hello.text()).toBe('Hello, Version 2!')
})
