import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Watcher } from '@hotseat/core'
import { chokidar } from '@hotseat/watcher-chokidar'
import { parcel } from '@hotseat/watcher-parcel'
import { expect, onTestFinished, test } from 'vitest'
import { createDevServer, type DevServer } from '../src/dev.ts'
import { resolveSettings } from '../src/settings.ts'
import { project, write } from './project.ts'

/** A monorepo: an application that uses a package that is linked, and a file that belongs to nobody. */
const files = {
  'package.json': '{ "name": "mono" }',
  'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@greeting": ["./shared/one.ts"] } } }',
  'apps/web/package.json': '{ "name": "web", "type": "module" }',
  'apps/web/tsconfig.json': '{ "extends": "../../tsconfig.base.json" }',
  'apps/web/hotseat.config.mjs': `
    export default {
      port: 0,
      container: {
        name: 'none',
        async create() {
          const scope = { api: {}, dispose: async () => undefined }
          return { ...scope, createScope: () => scope }
        },
      },
      server: { name: 'plain', mount: async (app) => ({ handle: app }) },
    }`,
  'apps/web/src/app.ts': `
    import { lib } from 'lib'
    import { greeting } from '@greeting'
    import { word } from '../../../shared/word.ts'
    export default () => (_: unknown, response: { end(text: string): void }) => response.end([lib, greeting, word].join(' '))`,
  'packages/lib/package.json': '{ "name": "lib", "type": "module", "exports": "./src/index.ts" }',
  'packages/lib/src/index.ts': `export const lib: string = 'lib'`,
  'shared/one.ts': `export const greeting = 'one'`,
  'shared/two.ts': `export const greeting = 'two'`,
  'shared/word.ts': `export const word = 'word'`,
}

interface Started {
  readonly dev: DevServer
  readonly root: string
  readonly text: () => Promise<string>
}

async function start(watcher: Watcher): Promise<Started> {
  const root = project(files)
  const link = join(root, 'apps/web/node_modules/lib')
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync('../../../packages/lib', link)
  const flags = { entry: undefined, port: undefined, host: undefined, config: undefined, freshness: undefined }
  const settings = await resolveSettings(flags, { cwd: join(root, 'apps/web'), env: {} })
  let base = ''
  const dev = createDevServer(
    { ...settings, watcher },
    {
      listening: ([url = '']) => {
        base = url
      },
      failed: () => {},
      leftBehind: () => {},
    },
  )
  onTestFinished(() => dev.stop())
  await dev.start()
  return { dev, root, text: async () => await (await fetch(base)).text() }
}

/** Saves, and waits for what comes of it. */
async function save(
  { dev, root }: Started,
  name: 'swap' | 'build-failed',
  change: Record<string, string>,
): Promise<void> {
  const event = Promise.withResolvers<unknown>()
  const off = dev.reloader.on(name, event.resolve)
  write(root, change)
  await event.promise.finally(off)
}

/** @throws unless saves outside of the application's folder are taken up, also of a file that was not there */
async function checkWorkspace(started: Started): Promise<void> {
  const { text, root } = started
  expect(await text()).toBe('lib one word')
  await save(started, 'swap', { 'packages/lib/src/index.ts': `export const lib: string = 'lib2'` })
  expect(await text()).toBe('lib2 one word')
  await save(started, 'swap', { 'shared/word.ts': `export const word = 'word2'` })
  expect(await text()).toBe('lib2 one word2')
  // A file that is not there yet, in a folder of the package that is not there yet either.
  await save(started, 'build-failed', { 'packages/lib/src/index.ts': `export { lib } from './deep/er.ts'` })
  await save(started, 'swap', { 'packages/lib/src/deep/er.ts': `export const lib = 'deep'` })
  expect(await text()).toBe('deep one word2')
  rmSync(join(root, 'packages/lib/src/deep'), { recursive: true })
  await expect.poll(() => started.dev.reloader.failure?.message, { timeout: 5_000 }).toContain('Cannot find')
  await save(started, 'swap', { 'packages/lib/src/deep/er.ts': `export const lib = 'again'` })
  expect(await text()).toBe('again one word2')
}

for (const watcher of [chokidar(), parcel()]) {
  test(`L11 linked packages and files outside of the root are watched and reloaded, by ${watcher.name}`, async () => {
    await checkWorkspace(await start(watcher))
  })
}

test('L11 what a tsconfig.json extends is watched by itself, where the watcher can', async () => {
  const started = await start(chokidar())
  await save(started, 'swap', { 'tsconfig.base.json': files['tsconfig.base.json'].replace('one', 'two') })
  expect(await started.text()).toBe('lib two word')
})

test('L11 the check catches a watcher that knows of the root alone', async () => {
  const right = chokidar()
  let opened = 0
  const deaf: Watcher = {
    ...right,
    watch: async (options) =>
      await right.watch({ ...options, ...(opened++ > 0 && { changed: () => undefined, rescan: () => undefined }) }),
  }
  const started = await start(deaf)
  const missed = Promise.race([
    checkWorkspace(started),
    new Promise((_, reject) => void setTimeout(reject, 700, 'missed')),
  ])
  await expect(missed).rejects.toBe('missed')
})
