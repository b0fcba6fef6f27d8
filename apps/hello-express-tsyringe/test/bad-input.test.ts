import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { hotseat } from 'demos/copy'
import { run } from 'demos/process'
import { expect, onTestFinished, test } from 'vitest'
import { copyOfHello, serve } from './running.ts'

/** Runs `hotseat dev` to its end. */
async function refused(copy = copyOfHello(), args: readonly string[] = [], env = {}) {
  const running = run(copy.root, [hotseat, 'dev', ...args], env)
  return { code: await running.exited, output: running.output() }
}

test('a missing entry is named, and what would be one is listed', async () => {
  const copy = copyOfHello()
  const named = await refused(copy, ['src/nope.ts'])
  expect(named).toMatchObject({ code: 1 })
  expect(named.output).toContain('HOTSEAT_ENTRY_MISSING')
  expect(named.output).toContain('The entry src/nope.ts (from the command line) is not a file')

  rmSync(join(copy.root, 'src'), { recursive: true })
  const found = await refused(copy)
  expect(found.output).toContain('HOTSEAT_ENTRY_NOT_FOUND')
  expect(found.output).toContain('  src/app.ts\n')
})

test('an entry without createApp says what to export, and a save mends it', async () => {
  const copy = copyOfHello()
  copy.edit('src/app.ts', 'export default function', 'export function')
  const hello = await serve(copy)
  await hello.printed(/HOTSEAT_ENTRY_WITHOUT_CREATE_APP/)
  expect(hello.output()).toContain('export default function createApp(container)')
  expect((await fetch(hello.url)).status).toBe(503)
  hello.edit('src/app.ts', 'export function createApp', 'export default function createApp')
  await hello.printed(/mended/)
  expect(await hello.text()).toBe('Hello, Version 1!')
})

test('a port in use says by what to change it, and leaves nothing behind', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void occupant.close())
  await once(occupant, 'listening')
  const address = occupant.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  const { code, output } = await refused(copyOfHello(), ['--port', port])
  expect(code).toBe(1)
  expect(output).toContain('HOTSEAT_PORT_IN_USE')
  expect(output).toContain(port)
  expect(output).toContain('--port')
  expect(output).toContain('PORT')
  expect(output).not.toContain('left open')
})

test('two Hotseat processes on one application: the second names the pid and the URL of the first', async () => {
  const hello = await serve()
  const second = await refused(hello)
  expect(second.code).toBe(1)
  expect(second.output).toContain('HOTSEAT_ALREADY_RUNNING')
  expect(second.output).toContain(`process ${hello.pid}, ${hello.url}`)
  expect(await hello.text()).toBe('Hello, Version 1!')

  hello.signal('SIGKILL')
  await hello.exited
  const third = await serve(hello)
  expect(await third.text()).toBe('Hello, Version 1!')
})

test('an unknown config key is named with the nearest one', async () => {
  const copy = copyOfHello()
  copy.write(
    'hotseat.config.ts',
    `import { defineConfig } from 'hotseat'\nexport default defineConfig({ prot: 3000 })\n`,
  )
  const { code, output } = await refused(copy)
  expect(code).toBe(1)
  expect(output).toContain('HOTSEAT_CONFIG_UNKNOWN_KEY')
  expect(output).toContain('"prot", which is not known. Did you mean "port"?')
})

test('a broken config shows its place', async () => {
  const copy = copyOfHello()
  copy.write('hotseat.config.ts', `export default {\n  port: ,\n}\n`)
  const { code, output } = await refused(copy)
  expect(code).toBe(1)
  expect(output).toContain('hotseat.config.ts:2:9')
  expect(output).toContain('> 2 |   port: ,')
})

test('S18 NODE_ENV=production is refused', async () => {
  const { code, output } = await refused(copyOfHello(), [], { NODE_ENV: 'production' })
  expect(code).toBe(1)
  expect(output).toContain('HOTSEAT_PRODUCTION')
})

test.each(['experimentalDecorators', 'emitDecoratorMetadata'])(
  'a tsconfig without %s is told the line to add, and adding it mends',
  async (option) => {
    const copy = copyOfHello()
    // Metadata matters to a class whose constructor takes something.
    copy.write('src/voice.ts', `import { injectable } from 'tsyringe'\n@injectable()\nexport class Voice {}\n`)
    copy.edit('src/greeter.ts', 'constructor()', 'constructor(readonly voice: Voice)')
    copy.edit('src/greeter.ts', 'import {', `import { Voice } from './voice.ts'\nimport {`)
    copy.edit('tsconfig.json', `"${option}": true`, `"${option}": false`)
    const hello = await serve(copy)
    await hello.printed(/generation \d+ failed/)
    expect(hello.output()).toContain(`"${option}": true`)
    expect(hello.output()).toContain('tsconfig.json')
    hello.edit('tsconfig.json', `"${option}": false`, `"${option}": true`)
    await hello.printed(/mended/)
    expect(await hello.text()).toBe('Hello, Version 1!')
  },
)

test('without a tsconfig what needs none works, and decorators say what to add', async () => {
  const copy = copyOfHello()
  rmSync(join(copy.root, 'tsconfig.json'))
  const hello = await serve(copy)
  await hello.printed(/generation \d+ failed/)
  expect(hello.output()).toContain('"experimentalDecorators": true')
  hello.edit('src/greeter.ts', '@injectable()\n', '')
  await hello.printed(/mended/)
  expect(await hello.text()).toBe('Hello, Version 1!')
})

test('what is no command and no option is refused with 2', async () => {
  const copy = copyOfHello()
  const command = run(copy.root, [hotseat, 'serve'])
  expect(await command.exited).toBe(2)
  expect((await refused(copy, ['--watch'])).code).toBe(2)
})
