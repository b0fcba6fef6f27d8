import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { copyOfHello, serve } from './running.ts'

/** How often the seat has changed hands. */
const reloads = (output: string) => [...output.matchAll(/generation \d+ in /g)].length - 1

test('saves during a build: the last state wins', async () => {
  const copy = copyOfHello()
  // Each build takes a while: the saves come in the middle of one.
  copy.edit(
    'src/app.ts',
    'configure(container: DependencyContainer): void {',
    'async configure(container: DependencyContainer): Promise<void> {\n  console.log("building")\n  await new Promise((resolve) => setTimeout(resolve, 60))',
  )
  copy.edit('src/app.ts', 'export function async', 'export async function')
  const hello = await serve(copy)
  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await hello.printed(/building[\s\S]*building/)
  hello.edit('src/greeter.ts', 'Version 2', 'Version 3')
  await hello.printed(/building[\s\S]*building[\s\S]*building/)
  hello.edit('src/greeter.ts', 'Version 3', 'Version 4')
  await expect.poll(() => hello.text(), { timeout: 5000 }).toBe('Hello, Version 4!')
  // Every generation but the live one is disposed.
  await hello.printed(/disposed: Hello, Version 1!/)
  expect(hello.output()).not.toContain('disposed: Hello, Version 4!')
})

test('ten saves in 50 ms are one reload, of the last state, and nothing is said to have failed', async () => {
  const hello = await serve()
  for (let version = 2; version <= 11; version++) {
    hello.edit('src/greeter.ts', `Version ${version - 1}!`, `Version ${version}!`)
    await delay(5)
  }
  await expect.poll(() => hello.text()).toBe('Hello, Version 11!')
  expect(reloads(hello.output())).toBe(1)
  expect(hello.output()).not.toContain('failed')
})

test('500 files changed at once are one reload', async () => {
  const count = 500
  const copy = copyOfHello()
  mkdirSync(join(copy.root, 'src/parts'))
  const names = Array.from({ length: count }, (_, index) => `part${index}`)
  const writeParts = (version: number) => {
    for (const name of names) copy.write(`src/parts/${name}.ts`, `export const ${name} = ${version}\n`)
  }
  writeParts(1)
  copy.write(
    'src/sum.ts',
    `${names.map((name) => `import { ${name} } from './parts/${name}.ts'`).join('\n')}\nexport const sum = ${names.join(' + ')}\n`,
  )
  copy.edit(
    'src/greeter.ts',
    `export const GREETING = 'Hello, Version 1!'`,
    `import { sum } from './sum.ts'\nexport const GREETING = \`Hello, \${sum}!\``,
  )
  const hello = await serve(copy)
  expect(await hello.text()).toBe(`Hello, ${count}!`)
  writeParts(2)
  await hello.seated(2)
  expect(await hello.text()).toBe(`Hello, ${2 * count}!`)
  expect(reloads(hello.output())).toBe(1)
  expect(hello.output()).not.toContain('failed')
})
