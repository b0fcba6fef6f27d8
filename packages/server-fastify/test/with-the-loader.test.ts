import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve, textOf, type Serving } from '@hotseat/conformance/serving'
import { loader } from '@hotseat/loader'
import { expect, onTestFinished, test } from 'vitest'
import { fastify } from '../src/index.ts'

const files = {
  'package.json': '{ "type": "module" }',
  'app.ts': `
    import Fastify, { type FastifyInstance } from 'fastify'
    import { routes } from './routes.ts'
    export default async function createApp(api: { greet(): string }): Promise<FastifyInstance> {
      const app = Fastify()
      await app.register(routes, { prefix: '/routes' })
      app.get('/', () => api.greet())
      return app
    }`,
  'routes.ts': `
    import type { FastifyPluginAsync } from 'fastify'
    export const routes: FastifyPluginAsync = async (app) => {
      app.get('/', async () => 'version 1')
    }`,
}

const installed = fileURLToPath(new URL('../node_modules', import.meta.url))

async function serveFromDisk(): Promise<Serving & { save(name: string, text: string): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'hotseat-fastify-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const save = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text)
  await symlink(installed, join(folder, 'node_modules'))
  for (const [name, text] of Object.entries(files)) await save(name, text)
  const served = await serve(fastify(), () => undefined, { loader: loader(), entry: join(folder, 'app.ts') })
  onTestFinished(() => served[Symbol.asyncDispose]())
  return { ...served, save }
}

async function texts({ url }: Serving): Promise<string[]> {
  return [await textOf(url), await textOf(`${url}/routes`)]
}

test('V2 with the loader, a plugin in a file of its own is reloaded', async () => {
  const served = await serveFromDisk()
  expect(await texts(served)).toEqual(['hello from 1', 'version 1'])
  await served.save('routes.ts', files['routes.ts'].replace('version 1', 'version 2'))
  await served.swap()
  expect(await texts(served)).toEqual(['hello from 2', 'version 2'])
})

test('V20 with the loader, what keeps an instance from being ready is located in the source', async () => {
  const served = await serveFromDisk()
  const hook = "app.addHook('onReady', async () => { throw new Error('no database') })"
  await served.save('routes.ts', files['routes.ts'].replace("app.get('/'", `${hook}\n      app.get('/'`))
  await expect(served.swap()).rejects.toMatchObject({
    code: 'HOTSEAT_FASTIFY_NOT_READY',
    message: expect.stringContaining('no database'),
    location: { file: expect.stringMatching(/routes\.ts$/), line: 4 },
  })
  await served.save('routes.ts', files['routes.ts'].replace("app.get('/'", "app.get('/', {}, 5); app.get('/'"))
  await expect(served.swap()).rejects.toMatchObject({
    code: 'HOTSEAT_CREATE_APP_FAILED',
    location: { file: expect.stringMatching(/routes\.ts$/), line: 4 },
  })
  expect(await textOf(`${served.url}/routes`)).toBe('version 1')
})

test('with the loader, the call of listen() is located in the source', async () => {
  const served = await serveFromDisk()
  await served.save(
    'app.ts',
    files['app.ts'].replace('return app', "await app.listen({ port: 0, host: '127.0.0.1' })\n      return app"),
  )
  await expect(served.swap()).rejects.toMatchObject({
    code: 'HOTSEAT_FASTIFY_LISTENS',
    location: { file: expect.stringMatching(/app\.ts$/), line: 8 },
  })
})
