import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { ask, type Reply } from './world/asking.ts'
import { askEach } from './world/routes.ts'
import { greeting, serve, type Served } from './world/served.ts'

const common = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

async function everyAnswer(served: Served): Promise<(readonly [path: string, reply: Reply])[]> {
  const answers = [...(await askEach(served, {}))]
  for (const headers of [{ host: 'evil.com' }, { origin: 'http://evil.com' }, { 'x-hotseat-token': 'no' }]) {
    answers.push(...(await askEach(served, { headers })))
  }
  for (const method of ['OPTIONS', 'PUT', 'DELETE', 'HEAD']) answers.push(...(await askEach(served, { method })))
  answers.push(['/__hotseat/state', await served.askAsPage('/__hotseat/state', { method: 'POST', body: '{' })])
  return answers
}

async function checkHeaders(served: Served): Promise<void> {
  for (const [path, { headers, status }] of await everyAnswer(served)) {
    const isFile = path.startsWith('/__hotseat/assets/') && status < 400
    const expected = isFile ? { ...common, 'cache-control': 'no-cache' } : common
    expect([path, status, headers]).toMatchObject([path, status, expected])
    const shared = Object.keys(headers).filter((name) => name.startsWith('access-control-'))
    expect([path, shared]).toEqual([path, []])
  }
}

test('S7 S8 every answer, also of a refusal, is for its own origin alone, and no CORS header is in any', async () => {
  await checkHeaders(await serve(greeting, { editor: ['true'] }))
})

test('S8 a server without these headers is caught', async () => {
  await expect(checkHeaders(await serve(greeting, { without: { headers: {} } }))).rejects.toThrow('match')
})

test('S7 a server that lets other origins read is caught', async () => {
  const headers = { ...common, 'access-control-allow-origin': '*' }
  await expect(checkHeaders(await serve(greeting, { without: { headers } }))).rejects.toThrow('deeply equal')
})

async function checkPreflights(served: Served): Promise<void> {
  const headers = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type, x-hotseat',
  }
  for (const origin of ['http://evil.com', 'null', served.url]) {
    for (const [path, { status, text }] of await askEach(served, {
      method: 'OPTIONS',
      headers: { ...headers, origin },
    })) {
      expect([origin, path, status, text]).toEqual([origin, path, 403, 'Forbidden\n'])
    }
  }
}

test('S7 whoever asks first whether it may is told no', async () => {
  await checkPreflights(await serve())
})

test('S7 a server that answers preflights is caught', async () => {
  const server = createServer((_request, response) => response.writeHead(204).end())
  onTestFinished(() => void server.close())
  const served = await serve()
  const told = { ...served, askAsPage: () => ask(served.url + '/', {}) }
  await expect(checkPreflights(told)).rejects.toThrow('deeply equal')
})

async function checkTypes(served: Served): Promise<void> {
  const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }
  for (const [path, { status, headers }] of await askEach(served, {})) {
    const [, extension = ''] = /\.(\w+)$/.exec(path) ?? []
    const expected =
      status >= 300 ? 'text/plain' : (types[extension] ?? (path === '/__hotseat/' ? 'text/html' : undefined))
    const type = expected ?? (path === '/__hotseat/events' ? 'text/event-stream' : 'application/json')
    expect([path, String(headers['content-type']).split(';', 1)[0]]).toEqual([path, type])
  }
}

test('S8 what is served has the type that it has', async () => {
  await checkTypes(await serve(greeting, { editor: ['true'] }))
})

test('S8 a file of another type is caught', async () => {
  const served = await serve()
  const sniffed: Served = {
    ...served,
    async askAsPage(path, question) {
      const reply = await served.askAsPage(path, question)
      return { ...reply, headers: { ...reply.headers, 'content-type': 'text/plain' } }
    },
  }
  await expect(checkTypes(sniffed)).rejects.toThrow('deeply equal')
})

function directivesOf({ headers }: Reply): ReadonlyMap<string, readonly string[]> {
  const policy = String(headers['content-security-policy'] ?? '')
  return new Map(
    policy
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources] as const),
  )
}

async function checkPage(served: Served): Promise<void> {
  const first = await served.ask('/__hotseat/')
  const directives = directivesOf(first)
  expect(directives.get('default-src')).toEqual(["'none'"])
  expect(directives.get('frame-ancestors')).toEqual(["'none'"])
  expect(directives.get('base-uri')).toEqual(["'none'"])
  expect(directives.get('form-action')).toEqual(["'none'"])
  const nonces = (directives.get('script-src') ?? []).filter((source) => source.startsWith("'nonce-"))
  expect(nonces).toHaveLength(1)
  for (const sources of directives.values()) {
    for (const source of sources) expect(source).toMatch(/^'(?:none|self|nonce-[\w+/=-]{22,})'$|^data:$/)
  }
  // Every script comes with the nonce, and none is written into the page.
  const scripts = [...first.text.matchAll(/<script\b([^>]*)>([^<]*)/g)]
  expect(scripts.length).toBeGreaterThan(0)
  for (const [, attributes = '', content] of scripts) {
    expect(content).toBe('')
    expect(`'nonce-${/nonce="([^"]*)"/.exec(attributes)?.[1]}'`).toBe(nonces[0])
  }
  expect(first.text).not.toMatch(/\son\w+=|javascript:|<style/)
  expect(directivesOf(await served.ask('/__hotseat/')).get('script-src')).not.toEqual(directives.get('script-src'))
}

test('S13 the inspector runs what it came with alone, under another nonce each time, and in no frame', async () => {
  await checkPage(await serve())
})

for (const [name, policy] of Object.entries({
  'no policy': () => '',
  'inline scripts': (nonce: string) => `default-src 'none'; script-src 'unsafe-inline' 'nonce-${nonce}'`,
  'one nonce for ever': () => "default-src 'none'; script-src 'nonce-AAAAAAAAAAAAAAAAAAAAAAAA'",
  'no frame-ancestors': (nonce: string) => `default-src 'none'; script-src 'nonce-${nonce}'`,
})) {
  test(`S13 an inspector with ${name} is caught`, async () => {
    const served = await serve(greeting, { without: { contentPolicy: policy } })
    await expect(checkPage(served)).rejects.toThrow('expected')
  })
}

async function checkFixedBody(served: Pick<Served, 'askAsPage'>): Promise<void> {
  const { status, text } = await served.askAsPage('/__hotseat/leases')
  expect([status, text]).toEqual([500, 'Internal Server Error\n'])
}

test('S15 what fails in a handler of ours is answered by a fixed body, and reported', async () => {
  const served = await serve()
  Reflect.set(served.reloader, 'generations', () => {
    throw new Error('secret detail')
  })
  await checkFixedBody(served)
  expect(served.reported.map(({ code, message }) => [code, message])).toContainEqual([
    'HOTSEAT_DEVTOOLS_FAILED',
    expect.stringMatching(/GET \/__hotseat\/leases.*secret detail/),
  ])
})

test('S15 what fails after the body of a request was read is answered as well, and reported', async () => {
  const served = await serve()
  Reflect.set(served.reloader, 'reload', () => {
    throw new Error('secret detail')
  })
  const { status, text } = await served.askAsPage('/__hotseat/reload', { method: 'POST', body: '{}' })
  expect([status, text]).toEqual([500, 'Internal Server Error\n'])
  expect(served.reported.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/POST \/__hotseat\/reload.*secret detail/),
  )
})

test('S15 a handler that answers with the error is caught', async () => {
  const server = createServer((_request, response) => response.writeHead(500).end('Error: secret detail'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  await expect(checkFixedBody({ askAsPage: (path) => ask(`http://127.0.0.1:${port}${path}`) })).rejects.toThrow(
    'secret',
  )
})
