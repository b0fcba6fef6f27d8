import { request } from 'node:http'
import type { HotseatError } from '@hotseat/core'
import { expect, onTestFinished, test } from 'vitest'
import type { DevFlags } from '../src/cli/arguments.ts'
import { createDevServer, type DevServer } from '../src/dev.ts'
import { resolveSettings } from '../src/settings.ts'
import { plainConfig, project } from './project.ts'

const page = `
    (request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<p>hello</p>')
    }`

const mounted = {
  'package.json': '{ "type": "module" }',
  'hotseat.config.mjs': plainConfig,
  'src/app.js': `export default () => ${page}`,
}
/** An application that opens its port itself. */
const listening = {
  'package.json': '{ "type": "module" }',
  'hotseat.config.mjs': 'export default { port: 0 }',
  'src/app.js': `import { createServer } from 'node:http'
    createServer(${page}).listen(0, '127.0.0.1')`,
}

const unnamed = { entry: undefined, port: undefined, host: undefined, config: undefined, freshness: undefined }

interface Started {
  readonly dev: DevServer
  readonly base: string
  readonly advised: readonly HotseatError[]
}

async function start(files: Readonly<Record<string, string>>, given: Partial<DevFlags> = {}): Promise<Started> {
  const flags = {
    entry: undefined,
    port: undefined,
    host: undefined,
    config: undefined,
    freshness: undefined,
    ...given,
  }
  const advised: HotseatError[] = []
  let base = ''
  const dev = createDevServer(await resolveSettings(flags, { cwd: project(files), env: {} }), {
    failed: () => {},
    leftBehind: () => {},
    advised: (error) => void advised.push(error),
    listening: ([url = '']) => {
      base = url
    },
  })
  onTestFinished(() => dev.stop())
  await dev.start()
  return { dev, base, advised }
}

const asPage = { headers: { accept: 'text/html' } } as const

for (const [name, files] of Object.entries({ 'is mounted': mounted, 'listens itself': listening })) {
  test(`pages of an application that ${name} have the client, and the inspector is beside it`, async () => {
    const { dev, base } = await start(files)
    const text = await (await fetch(base, asPage)).text()
    expect(text).toMatch(/^<p>hello<\/p><script type="module" src="\/__hotseat\/assets\/client\.js" /)
    expect(dev.inspector).toBe(`${base}/__hotseat/`)
    const inspector = await fetch(dev.inspector ?? '')
    expect([inspector.status, inspector.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  })

  test(`an application that ${name} is left alone without devtools`, async () => {
    const { dev, base } = await start(files, { devtools: false })
    expect(await (await fetch(base, asPage)).text()).toBe('<p>hello</p>')
    expect(await (await fetch(`${base}/__hotseat/`)).text()).toBe('<p>hello</p>')
    expect(dev.inspector).toBeUndefined()
  })
}

test('the config has the devtools off, or says how they are', async () => {
  const configured = (devtools: string) => ({
    ...mounted,
    'hotseat.config.mjs': plainConfig.replace('port: 0,', `port: 0, devtools: ${devtools},`),
  })
  expect((await start(configured('false'))).dev.inspector).toBeUndefined()
  const { base } = await start(configured(`{ allowedHosts: ['app.test'] }`))
  const statusFor = async (host: string): Promise<number | undefined> => {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
    request(`${base}/__hotseat/`, { headers: { host } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
    return promise
  }
  expect([await statusFor('app.test'), await statusFor('evil.test')]).toEqual([200, 403])
  // Before anything is stopped for it.
  for (const [broken, code] of [
    [`{ editor: 'ed' }`, 'HOTSEAT_BAD_EDITOR'],
    [`{ editor: [''] }`, 'HOTSEAT_CONFIG_WRONG_TYPE'],
    [`{ allowedHosts: ['*.test'] }`, 'HOTSEAT_BAD_ALLOWED_HOST'],
  ] as const) {
    const resolving = resolveSettings(unnamed, { cwd: project(configured(broken)), env: {} })
    await expect(resolving).rejects.toMatchObject({ code })
  }
  await expect(start(configured(`{ editors: 'code' }`))).rejects.toMatchObject({ code: 'HOTSEAT_CONFIG_WRONG_TYPE' })
})

test('a page that follows does not hold up the end', async () => {
  const { dev, base } = await start(mounted)
  const headers = { origin: base, 'content-type': 'application/json', 'x-hotseat': '1' }
  const session = await fetch(`${base}/__hotseat/session`, { method: 'POST', body: '{}', headers })
  const { token } = JSON.parse(await session.text())
  const following = await fetch(`${base}/__hotseat/events?for=page`, { headers: { 'x-hotseat-token': token } })
  const told = following.text()
  const begun = performance.now()
  await dev.stop()
  expect(await told).toMatch(/^event: state\ndata: /)
  // What it holds up is 5 s.
  expect(performance.now() - begun).toBeLessThan(3_000)
})

async function checkWarning(host: string, isWarned: boolean): Promise<void> {
  const { advised } = await start(mounted, { host })
  expect(advised.map(({ code }) => code)).toEqual(isWarned ? ['HOTSEAT_EXPOSED'] : [])
}

test('S1 who lets other machines in is told so, and nobody else is', async () => {
  await checkWarning('0.0.0.0', true)
  for (const host of ['127.0.0.1', 'localhost', '127.1.2.3']) await checkWarning(host, false)
  expect((await start(mounted)).advised).toEqual([])
})

test('S1 a server that says nothing of it, or says it always, is caught', async () => {
  await expect(checkWarning('127.0.0.1', true)).rejects.toThrow('deeply equal')
  await expect(checkWarning('0.0.0.0', false)).rejects.toThrow('deeply equal')
})
