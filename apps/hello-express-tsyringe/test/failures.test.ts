import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyOfHello, serve } from './running.ts'

/** Ways to break the hello application: the edit, and what the report must say. */
const breakages = [
  {
    name: 'a syntax error',
    file: 'src/greeter.ts',
    from: 'return GREETING',
    to: 'return GREETING +',
    place: /src\/greeter\.ts:15:3/,
    frame: /> 15 \|/,
  },
  {
    name: 'a constructor that throws',
    file: 'src/greeter.ts',
    from: 'console.log(`Greeter created',
    to: 'throw new Error(`no luck',
    place: /src\/greeter\.ts:10:11/,
    frame: /> 10 \| {5}throw new Error/,
  },
  {
    name: 'a rejected async configure',
    file: 'src/app.ts',
    from: `export function configure(container: DependencyContainer): void {`,
    to: `export async function configure(container: DependencyContainer): Promise<void> {
  await Promise.resolve()
  throw new Error('no luck')`,
    place: /src\/app\.ts:9:9/,
    frame: /> {1,2}9 \| {3}throw new Error/,
  },
  {
    name: 'a missing import',
    file: 'src/greeter.ts',
    from: `import { injectable`,
    to: `import './nowhere.ts'\nimport { injectable`,
    place: /src\/greeter\.ts:1:\d+/,
    frame: /> 1 \| import '\.\/nowhere\.ts'/,
  },
  {
    name: 'top-level code that throws',
    file: 'src/greeter.ts',
    from: `export const GREETING = 'Hello, Version 1!'`,
    to: `export const GREETING: string = undefinedName`,
    place: /src\/greeter\.ts:4:\d+/,
    frame: /> 4 \|/,
  },
  {
    name: 'createApp that throws',
    file: 'src/app.ts',
    from: `  const app = express()`,
    to: `  if (container) throw new Error('no luck')\n  const app = express()`,
    place: /src\/app\.ts:14:24/,
    frame: /> 14 \|/,
  },
] as const

test.each(breakages)(
  '$name: the old text is served, the error names the place, the next good save mends',
  async (breakage) => {
    const hello = await serve()
    expect(await hello.text()).toBe('Hello, Version 1!')

    hello.edit(breakage.file, breakage.from, breakage.to)
    await hello.printed(/generation 1 keeps serving/)
    expect(hello.output()).toMatch(
      new RegExp(`${breakage.file} changed → generation \\d+ failed \\(HOTSEAT_[A-Z_]+\\)`),
    )
    expect(hello.output()).toMatch(breakage.place)
    expect(hello.output()).toMatch(breakage.frame)
    expect(await hello.text()).toBe('Hello, Version 1!')

    hello.edit(breakage.file, breakage.to, breakage.from)
    hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
    await hello.printed(/generation \d+ in .*, mended/)
    await expect.poll(() => hello.text()).toBe('Hello, Version 2!')
  },
)

test.each(breakages)('$name at the start: 503 with the error, then the first good save serves', async (breakage) => {
  const copy = copyOfHello()
  copy.edit(breakage.file, breakage.from, breakage.to)
  const hello = await serve(copy)
  await hello.printed(/nothing serves yet/)
  const response = await fetch(hello.url, { headers: { accept: 'text/html' } })
  expect(response.status).toBe(503)
  expect(await response.text()).toMatch(new RegExp(breakage.file.replace('.', '\\.')))

  hello.edit(breakage.file, breakage.to, breakage.from)
  await hello.seated(1)
  expect(await hello.text()).toBe('Hello, Version 1!')
})

test('what was half built is disposed: a service that stood when a later one threw', async () => {
  const hello = await serve()
  hello.edit(
    'src/app.ts',
    '  const app = express()',
    `  if (greeter) throw new Error('after the greeter')\n  const app = express()`,
  )
  await hello.printed(/generation \d+ failed/)
  await hello.printed(/created[\s\S]*created[\s\S]*disposed: Hello, Version 1!/)
  expect(await hello.text()).toBe('Hello, Version 1!')
})

test('an entry that loses its createApp is a failed build; so is one that is deleted; the next good save mends', async () => {
  const hello = await serve()
  hello.edit('src/app.ts', 'export default function', 'export function')
  await hello.printed(/generation \d+ failed \(HOTSEAT_ENTRY_WITHOUT_CREATE_APP\)/)
  expect(await hello.text()).toBe('Hello, Version 1!')
  hello.edit('src/app.ts', 'export function createApp', 'export default function createApp')
  await hello.printed(/mended/)

  rmSync(join(hello.root, 'src/app.ts'))
  await hello.printed(/generation \d+ failed[\s\S]*generation \d+ failed/)
  expect(await hello.text()).toBe('Hello, Version 1!')
  const { root } = copyOfHello()
  hello.write(
    'src/app.ts',
    await import('node:fs').then(({ readFileSync }) => readFileSync(join(root, 'src/app.ts'), 'utf8')),
  )
  await hello.printed(/mended[\s\S]*mended/)
  expect(await hello.text()).toBe('Hello, Version 1!')
})

test('an error that nothing caught is reported with its place, and the process serves on', async () => {
  const copy = copyOfHello()
  copy.edit(
    'src/app.ts',
    '  return app',
    `  app.get('/timer', (_request, response) => {
    setTimeout(() => {
      throw new TypeError('from a timer')
    }, 0)
    response.send('armed')
  })
  app.get('/promise', (_request, response) => {
    void Promise.reject(new TypeError('from a promise'))
    response.send('armed')
  })
  return app`,
  )
  const hello = await serve(copy)
  await hello.text('/timer')
  await hello.printed(/threw where nothing catches[\s\S]*TypeError: from a timer\n +src\/app\.ts:22:13/)
  await hello.text('/promise')
  await hello.printed(/left a promise rejected[\s\S]*TypeError: from a promise\n +src\/app\.ts:27:25/)
  expect(await hello.text()).toBe('Hello, Version 1!')
  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await hello.seated(2)
  expect(await hello.text()).toBe('Hello, Version 2!')
})
