import { HotseatError } from '@hotseat/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { failurePage } from '../src/failure-page.ts'
import { createPaths } from '../src/paths.ts'
import { connectTo, get, serve, type CreateApp, type Serving } from './world/serving.ts'

const failures: CreateApp = (api) => ({
  handle(request, response) {
    switch (new URL(request.url ?? '', 'http://localhost').pathname) {
      case '/throws':
        response.setHeader('content-length', 5)
        response.setHeader('set-cookie', 'half=done')
        response.statusMessage = 'Fine'
        throw new Error('thrown <b>here</b>')
      case '/rejects':
        return Promise.reject(new TypeError('rejected here'))
      case '/after-headers':
        response.write('begun')
        return new Promise((_resolve, reject) => setImmediate(() => reject(new Error('too late'))))
      case '/after-the-end':
        response.end('done')
        throw new Error('after the end')
      case '/nothing':
        return rejected()
      default:
        return void response.end(api.greet())
    }
  },
})

/** With nothing, as some libraries do. */
function rejected(): Promise<void> {
  const { promise, reject } = Promise.withResolvers<void>()
  reject()
  return promise
}

async function serveFailures(): Promise<{ readonly served: Serving; readonly reported: HotseatError[] }> {
  const reported: HotseatError[] = []
  return { served: await serve(failures, { onError: (error) => reported.push(error) }), reported }
}

test('V11 a handler that throws is answered by 500, with nothing of what it had prepared, and reported once', async () => {
  const { served, reported } = await serveFailures()
  const response = await fetch(`${served.url}/throws?token=secret`)
  expect([response.status, response.statusText]).toEqual([500, 'Internal Server Error'])
  expect(response.headers.get('set-cookie')).toBeNull()
  expect(await response.text()).toBe(
    'HOTSEAT_HANDLER_FAILED\n\nThe application failed to answer GET /throws. Error: thrown <b>here</b>\n',
  )
  expect(reported.map(({ code, cause }) => [code, cause])).toEqual([
    ['HOTSEAT_HANDLER_FAILED', new Error('thrown <b>here</b>')],
  ])
})

test('V11 a handler that rejects is answered by 500, whatever it rejects with', async () => {
  const { served, reported } = await serveFailures()
  const answers = await Promise.all(['/rejects', '/nothing'].map((path) => fetch(served.url + path)))
  expect(answers.map(({ status }) => status)).toEqual([500, 500])
  expect(await answers[0]?.text()).toContain('TypeError: rejected here')
  expect(reported).toHaveLength(2)
})

test('V11 a failure after the headers breaks the response off, one after the end leaves it whole', async () => {
  const { served, reported } = await serveFailures()
  const client = await connectTo(served.port)
  client.write(get('/after-headers'))
  expect(await client.closed()).not.toMatch(/0\r\n\r\n$/)
  expect(await (await fetch(`${served.url}/after-the-end`)).text()).toBe('done')
  expect(reported.map(({ cause }) => cause)).toEqual([new Error('too late'), new Error('after the end')])
  const drained = served.event('drained')
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
})

test('V11 without a reporter failures go to the console; one that throws harms nothing', async () => {
  const console = vi.spyOn(globalThis.console, 'error').mockImplementation(() => {})
  onTestFinished(() => console.mockRestore())
  const plain = await serve(failures)
  expect((await fetch(`${plain.url}/throws`)).status).toBe(500)
  expect(console).toHaveBeenLastCalledWith(expect.objectContaining({ code: 'HOTSEAT_HANDLER_FAILED' }))
  const thrown = new Error('the reporter is broken too')
  const served = await serve(failures, {
    onError() {
      throw thrown
    },
  })
  expect((await fetch(`${served.url}/throws`)).status).toBe(500)
  expect(console).toHaveBeenLastCalledWith(expect.objectContaining({ code: 'HOTSEAT_HANDLER_FAILED' }), thrown)
  expect(await (await fetch(served.url)).text()).toBe('hello from 1')
})

test('V13 an early 413 with the body unread reaches the client, and the lease is released', async () => {
  const served = await serve(() => ({
    handle(_request, response) {
      response.writeHead(413, { connection: 'close' }).end('too large')
    },
  }))
  const client = await connectTo(served.port)
  client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nonly the beginning')
  expect(await client.closed()).toMatch(/^HTTP\/1.1 413 [^]*too large/)
  const drained = served.event('drained')
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
})

test('V14 HEAD and 304 pass as they are, keep their connection and release their lease', async () => {
  const served = await serve((api) => ({
    handle(request, response) {
      if (request.headers['if-none-match']) response.writeHead(304).end()
      else response.writeHead(200, { 'content-length': 12 }).end(api.greet())
    },
  }))
  const client = await connectTo(served.port)
  client.write(get('/').replace('GET', 'HEAD') + get('/', 'If-None-Match: "x"') + get('/', 'Connection: close'))
  const answers = (await client.closed()).split(/(?=HTTP\/1\.1)/)
  expect(answers.map((answer) => [answer.slice(9, 12), answer.split('\r\n\r\n')[1]])).toEqual([
    ['200', ''],
    ['304', ''],
    ['200', 'hello from 1'],
  ])
  const drained = served.event('drained')
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
})

const broken = new HotseatError({
  code: 'HOTSEAT_SYNTAX',
  message: 'Unexpected <token> & "more"',
  location: { file: '/app/src/a.ts', line: 3, column: 7, frame: '> 3 | if (a < b' },
})

test('a failed build is shown as JSON, HTML or text, whichever Accept names first', async () => {
  const served = await serve(() => {
    throw broken
  })
  const ask = async (accept: string, method = 'GET'): Promise<Response> =>
    fetch(served.url, { method, headers: { accept } })

  const json = await ask('application/json, text/plain, */*')
  expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(await json.json()).toEqual({
    error: {
      code: 'HOTSEAT_SYNTAX',
      message: 'Unexpected <token> & "more"',
      file: '/app/src/a.ts',
      line: 3,
      column: 7,
    },
  })

  const html = await ask('text/html,application/xhtml+xml,application/json;q=0.9')
  const page = await html.text()
  expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page).toContain('<pre>Unexpected &lt;token&gt; &amp; &quot;more&quot;</pre>')
  expect(page).toContain('<pre class="frame">&gt; 3 | if (a &lt; b</pre>')
  expect(page).toContain('/app/src/a.ts:3:7')

  const text = await ask('*/*')
  expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await text.text()).toBe(
    'HOTSEAT_SYNTAX\n\nUnexpected <token> & "more"\n\n/app/src/a.ts:3:7\n\n> 3 | if (a < b\n',
  )

  for (const { status, headers } of [json, html, text]) {
    expect([status, headers.get('retry-after'), headers.get('cache-control')]).toEqual([503, '1', 'no-store'])
  }
  const head = await ask('application/json', 'HEAD')
  expect([head.status, await head.text()]).toEqual([503, ''])
  expect(head.headers.get('content-length')).toBe(json.headers.get('content-length'))
})

test('a failure without a place is shown without one', () => {
  const error = new HotseatError({ code: 'HOTSEAT_X', message: 'no place' })
  const page = (accept?: string) => failurePage(error, { accept, paths: createPaths(undefined), nonce: 'n' })
  expect(page().body).toBe('HOTSEAT_X\n\nno place\n')
  expect(JSON.parse(page('application/json').body)).toEqual({
    error: { code: 'HOTSEAT_X', message: 'no place' },
  })
  expect(page('text/html').body).not.toContain('undefined')
})

test('a reloader without a server binding is told to have one', async () => {
  const served = await serve(failures, { binding: undefined })
  const response = await fetch(served.url)
  expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('HOTSEAT_NOTHING_MOUNTED')])
})
