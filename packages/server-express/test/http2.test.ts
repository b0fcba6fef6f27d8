import { execFile } from 'node:child_process'
import { connect, createServer, Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { serve, type CreateApp } from '@hotseat/conformance/serving'
import expressApplication, { type Express } from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { express } from '../src/index.ts'

const application = (): Express => expressApplication().get('/', (_request, response) => response.end('hello'))

/** What a client is answered over HTTP/2. */
async function ask(createApp: CreateApp): Promise<{ readonly body: string; readonly errors: unknown[] }> {
  const errors: unknown[] = []
  const served = await serve(express(), createApp, {
    server: createServer(),
    onError: ({ cause }) => errors.push(cause),
  })
  onTestFinished(() => served[Symbol.asyncDispose]())
  const client = connect(served.url)
  onTestFinished(() => client.destroy())
  return { body: await text(client.request({ ':path': '/' })), errors }
}

test('V19 an application of Express is not handed what it would break: HTTP/2 is refused with what to do', async () => {
  const { body, errors } = await ask(application)
  expect(body).toContain('Express 5 cannot answer HTTP/2')
  expect(errors).toEqual([expect.objectContaining({ code: 'HOTSEAT_EXPRESS_HTTP2' })])
})

test('V19 evidence: without Hotseat an HTTP/2 request ends the process of an Express application', async () => {
  const script = `
    import { connect, createServer } from 'node:http2'
    import express from 'express'
    const app = express().get('/', (request, response) => response.end('hello'))
    const server = createServer(app).listen(0, '127.0.0.1', () => {
      connect('http://127.0.0.1:' + server.address().port).request({ ':path': '/' }).on('end', () => process.exit()).resume()
    })`
  const running = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
  })
  await expect(running).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('TypeError') })
})

test('V19 an application that is adapted, so that its prototypes follow the protocol, is handed HTTP/2 requests', async () => {
  const { body, errors } = await ask(() => {
    const app = application()
    // What packages that adapt Express do, in the fewest lines.
    Object.defineProperty(app, 'request', { get: () => Http2ServerRequest.prototype })
    Object.defineProperty(app, 'response', { get: () => Http2ServerResponse.prototype })
    return app
  })
  expect(errors).toEqual([])
  expect(body).toBe('hello')
})
