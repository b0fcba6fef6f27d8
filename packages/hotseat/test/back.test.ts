import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createDevServer, type DevServer } from '../src/dev.ts'
import { resolveSettings } from '../src/settings.ts'
import { plainConfig, project, write } from './project.ts'

// An application that listens itself: no adapter is needed, and no instance is carried.
const files = {
  'package.json': '{ "type": "module" }',
  'hotseat.config.mjs': 'export default { port: 0 }',
  'src/text.ts': `export const text: string = 'one'`,
  'src/other.ts': `export const other: string = 'other'`,
  'src/main.ts': `
    import { createServer } from 'node:http'
    import { other } from './other.ts'
    import { text } from './text.ts'
    createServer((_request, response) => response.end(text + ' ' + other)).listen(0, '127.0.0.1')`,
}

// The same, as Hotseat's own shape: what has not changed is carried.
const carried = {
  ...files,
  'hotseat.config.mjs': plainConfig,
  'src/main.ts': `
    import type { IncomingMessage, ServerResponse } from 'node:http'
    import { other } from './other.ts'
    import { text } from './text.ts'
    export default () => (_request: IncomingMessage, response: ServerResponse) => response.end(text + ' ' + other)`,
}

interface Started {
  readonly dev: DevServer
  readonly root: string
  readonly answer: () => Promise<string>
  /** Saves, and resolves when it is served or has failed. */
  readonly save: (saved: Readonly<Record<string, string>>) => Promise<unknown>
}

async function start(given: Readonly<Record<string, string>>): Promise<Started> {
  const root = project(given)
  const flags = { entry: 'src/main.ts', port: undefined, host: undefined, config: undefined, freshness: undefined }
  const settings = await resolveSettings(flags, { cwd: root, env: {} })
  let url = ''
  const dev = createDevServer(settings, {
    failed: (error) => expect.fail(String(error)),
    leftBehind: () => undefined,
    listening: ([first = '']) => {
      url = first
    },
  })
  onTestFinished(() => dev.stop())
  await dev.start()
  return {
    dev,
    root,
    answer: async () => await (await fetch(url)).text(),
    async save(saved) {
      const done = Promise.withResolvers<unknown>()
      const stop = [dev.reloader.on('swap', done.resolve), dev.reloader.on('build-failed', done.resolve)]
      write(root, saved)
      return await done.promise.finally(() => stop.forEach((each) => each()))
    },
  }
}

for (const [name, given] of Object.entries({ 'that listens itself': files, 'with createApp': carried })) {
  test(`an application ${name} goes back to the code before, and forward with the next save`, async () => {
    const { dev, answer, save } = await start(given)
    await save({ 'src/text.ts': `export const text: string = 'two'` })
    expect(await answer()).toBe('two other')
    await dev.reloader.back()
    expect(await answer()).toBe('one other')
    await save({ 'src/other.ts': `export const other: string = 'else'` })
    expect(await answer()).toBe('two else')
    await dev.reloader.back()
    expect(await answer()).toBe('one other')
    await dev.reloader.reload()
    expect(await answer()).toBe('two else')
  })
}

test('a file that has been deleted since is not found again: the failure says so, and what is served stays', async () => {
  const { dev, root, answer, save } = await start(carried)
  await save({
    'src/main.ts': carried['src/main.ts']
      .replace(`'./other.ts'`, `'./text.ts'`)
      .replace('{ other }', '{ text as other }'),
  })
  expect(await answer()).toBe('one one')
  rmSync(join(root, 'src/other.ts'))
  // From now on it is known, whatever the watcher has told.
  await dev.reloader.reload()
  await dev.reloader.back()
  expect(await answer()).toBe('one one')
  expect(dev.reloader.failure).toMatchObject({ code: 'HOTSEAT_LOADER_UNRESOLVED' })
  await save({ 'src/text.ts': `export const text: string = 'two'` })
  expect(await answer()).toBe('two two')
})
