import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { project } from './project.ts'

const frontDoor = pathToFileURL(join(import.meta.dirname, '../src/index.ts')).href
const esm = '{"type":"module"}'

/** What a process of Node's alone makes of a config: the runner of these tests would load it in a way of its own. */
async function outcome(folder: string, named: readonly string[]): Promise<object> {
  const child = fork(join(import.meta.dirname, 'fixtures/load-config.ts'), [folder, ...named])
  const [message]: unknown[] = await once(child, 'message')
  if (typeof message !== 'object' || message === null) throw new Error('no answer')
  return message
}

async function loaded(folder: string, ...named: string[]): Promise<unknown> {
  return Reflect.get(await outcome(folder, named), 'loaded')
}

async function failed(folder: string, ...named: string[]): Promise<unknown> {
  return Reflect.get(await outcome(folder, named), 'failed')
}

test('a TypeScript config is loaded by Node itself, with its folder', async () => {
  const root = project({
    'package.json': esm,
    'hotseat.config.ts': `
      import { defineConfig, type HotseatConfig } from '${frontDoor}'
      const config: HotseatConfig = { entry: 'src/app.ts', port: 3000 }
      export default defineConfig(config)`,
  })
  expect(await loaded(root)).toEqual({
    file: join(root, 'hotseat.config.ts'),
    folder: root,
    config: { entry: 'src/app.ts', port: 3000 },
  })
})

test('a JavaScript config works as well; without any there are no settings', async () => {
  const root = project({ 'hotseat.config.mjs': 'export default { port: 3001 }' })
  expect(await loaded(root)).toMatchObject({ config: { port: 3001 } })
  const bare = project()
  expect(await loaded(bare)).toEqual({ folder: bare, config: {} })
})

test('a config that is named need not be beside package.json, but must exist', async () => {
  const root = project({ 'deep/other.mjs': 'export default { port: 3002 }' })
  expect(await loaded(root, join(root, 'deep/other.mjs'))).toMatchObject({ folder: join(root, 'deep') })
  const missing = join(root, 'nope.ts')
  expect(await failed(root, missing)).toMatchObject({
    code: 'HOTSEAT_CONFIG_MISSING',
    message: expect.stringContaining(missing),
  })
})

test.each([
  ['hotseat.config.ts', 'const a: number = 1\nexport default {\n  port: ,\n}\n', 3, 9],
  ['hotseat.config.mjs', 'const a = 1\nexport default {\n  port: ,\n}\n', 3, 9],
  ['hotseat.config.ts', '\nenum A { b }\nexport default {}\n', 2, 1],
  ['hotseat.config.ts', 'const a: number = 1\nthrow new Error("no luck")\n', 2, 7],
  ['hotseat.config.mjs', 'export default {\n  port: process.env.NOPE.length,\n}\n', 2, 26],
])('%s with %j is broken, and the error says where', async (name, text, line, column) => {
  const root = project({ 'package.json': esm, [name]: text })
  const error = await failed(root)
  expect(error).toMatchObject({
    code: 'HOTSEAT_CONFIG_BROKEN',
    location: { file: join(root, name), line, column },
  })
  expect(error).toHaveProperty('location.frame', expect.stringContaining(`> ${line} | ${text.split('\n')[line - 1]}`))
})

test('a config that imports something missing names it', async () => {
  const root = project({ 'package.json': esm, 'hotseat.config.ts': 'import "nowhere"\nexport default {}\n' })
  expect(await failed(root)).toMatchObject({
    code: 'HOTSEAT_CONFIG_BROKEN',
    message: expect.stringContaining("Cannot find package 'nowhere'"),
  })
})

test.each(['export const port = 3000', 'export default 3000', 'export default [1]', 'export default null'])(
  '%j has no settings as its default export',
  async (text) => {
    const root = project({ 'hotseat.config.mjs': text })
    expect(await failed(root)).toMatchObject({ code: 'HOTSEAT_CONFIG_WITHOUT_DEFAULT' })
  },
)
