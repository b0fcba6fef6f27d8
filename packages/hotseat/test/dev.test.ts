import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { HotseatError } from '@hotseat/core'
import { expect, onTestFinished, test } from 'vitest'
import { createDevServer, type DevListeners, type DevServer } from '../src/dev.ts'
import { resolveSettings } from '../src/settings.ts'
import { plainConfig, project, write } from './project.ts'
import { thrownBy } from './thrown.ts'

// An application without a library.
const files = {
  'package.json': '{ "type": "module" }',
  'hotseat.config.mjs': plainConfig,
  'src/text.ts': `export const text: string = 'one'`,
  'src/app.ts': `
    import type { IncomingMessage, ServerResponse } from 'node:http'
    import { text } from './text.ts'
    export default () => (request: IncomingMessage, response: ServerResponse) => {
      if (request.url === '/throw') throw new Error('in a handler')
      response.end(text)
    }`,
}

const silent: DevListeners = { listening: () => {}, failed: () => {}, leftBehind: () => {} }

interface Started {
  readonly dev: DevServer
  readonly root: string
  readonly failures: readonly HotseatError[]
  readonly text: (path?: string) => Promise<string>
}

async function start(root: string, port?: string): Promise<Started> {
  const flags = { entry: undefined, port, host: undefined, config: undefined, freshness: undefined }
  const settings = await resolveSettings(flags, { cwd: root, env: {} })
  const failures: HotseatError[] = []
  let base = ''
  const dev = createDevServer(settings, {
    ...silent,
    failed: (error) => failures.push(error),
    listening: ([url = '']) => {
      base = url
    },
  })
  onTestFinished(() => dev.stop())
  await dev.start()
  return { dev, root, failures, text: async (path = '/') => await (await fetch(new URL(path, base))).text() }
}

/** Resolves with the next event of this name. */
async function next(dev: DevServer, name: 'swap' | 'build-failed'): Promise<unknown> {
  const event = Promise.withResolvers<unknown>()
  const off = dev.reloader.on(name, event.resolve)
  return await event.promise.finally(off)
}

test('serves, takes up a save, and after stop() nothing answers', async () => {
  const { dev, root, text } = await start(project(files))
  expect(await text()).toBe('one')
  const swapped = next(dev, 'swap')
  write(root, { 'src/text.ts': `export const text: string = 'two'` })
  await swapped
  expect(await text()).toBe('two')
  await dev.stop()
  await expect(text()).rejects.toThrow('fetch failed')
})

test('broken code at the start is no obstacle', async () => {
  const root = project({ ...files, 'src/text.ts': `export const text: string = ` })
  const { dev, text } = await start(root)
  expect(dev.reloader.seat).toMatchObject({ kind: 'failure' })
  expect(await text()).toContain('src/text.ts')
  const swapped = next(dev, 'swap')
  write(root, { 'src/text.ts': files['src/text.ts'] })
  await swapped
  expect(await text()).toBe('one')
})

test('what a handler throws is told, and the server serves on', async () => {
  const { text, failures } = await start(project(files))
  await text('/throw')
  expect(failures).toHaveLength(1)
  expect(String(failures[0]?.cause)).toBe('Error: in a handler')
  expect(await text()).toBe('one')
})

test('a port in use lets the lock go again', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void occupant.close())
  await once(occupant, 'listening')
  const address = occupant.address()
  const port = typeof address === 'object' ? String(address?.port) : ''

  const root = project(files)
  const settings = await resolveSettings(
    { entry: undefined, port, host: undefined, config: undefined, freshness: undefined },
    { cwd: root, env: {} },
  )
  const dev = createDevServer(settings, silent)
  expect(await thrownBy(() => dev.start())).toMatchObject({ code: 'HOTSEAT_PORT_IN_USE' })
  await dev.stop()
  const { text } = await start(root)
  expect(await text()).toBe('one')
})

test('stop() is legal before start() and twice', async () => {
  const root = project(files)
  const flags = { entry: join(root, 'src/app.ts'), port: '0', host: undefined, config: undefined, freshness: undefined }
  const dev = createDevServer(await resolveSettings(flags, { cwd: root, env: {} }), silent)
  const first = dev.stop()
  expect(dev.stop()).toBe(first)
  await first
})

test('the entry that is named goes before the one of the config', async () => {
  const root = project({
    ...files,
    'hotseat.config.mjs': files['hotseat.config.mjs'].replace(
      'export default {',
      `export default { entry: 'src/app.ts',`,
    ),
    'src/other.ts': `export default () => (_request: unknown, response: { end(text: string): void }) => response.end('other')`,
  })
  const flags = { port: '0', host: undefined, config: undefined, freshness: undefined }
  const settings = await resolveSettings({ ...flags, entry: join(root, 'src/other.ts') }, { cwd: root, env: {} })
  let base = ''
  const dev = createDevServer(settings, {
    ...silent,
    listening: ([url = '']) => {
      base = url
    },
  })
  onTestFinished(() => dev.stop())
  await dev.start()
  expect(await (await fetch(base)).text()).toBe('other')
})
