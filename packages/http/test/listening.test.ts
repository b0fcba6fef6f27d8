import { createServer as createHttpServer, get, Server } from 'node:http'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createListener } from '../src/index.ts'
import { connectTo, createApplication, greeting, serve, type ServingOptions } from './world/serving.ts'

async function checkLoopback(options: ServingOptions): Promise<void> {
  const { listener, port, url } = await serve(greeting, options)
  expect(listener.server.address()).toMatchObject({ address: '127.0.0.1', port })
  expect(url).toBe(`http://127.0.0.1:${port}`)
}

test('S1 it listens on the loopback address unless told otherwise, on any free port for port 0', async () => {
  await checkLoopback({ port: 0 })
})

test('S1 a listener that listens on every address is caught', async () => {
  await expect(checkLoopback({ port: 0, host: '0.0.0.0' })).rejects.toThrow('0.0.0.0')
})

test('a port in use is an error that says by what to change it; once it is free listen() succeeds', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { reloader } = createApplication(greeting)
  const listener = createListener({ reloader, port })
  const before = listenersOf(listener.server)
  await expect(listener.listen()).rejects.toMatchObject({
    code: 'HOTSEAT_PORT_IN_USE',
    message: expect.stringMatching(new RegExp(`Port ${port} on 127\\.0\\.0\\.1 .*--port.*PORT`)),
    cause: { code: 'EADDRINUSE' },
  })
  expect(listenersOf(listener.server)).toEqual(before)
  await new Promise((resolve) => other.close(resolve))
  expect(await listener.listen()).toMatchObject({ port })
  await listener.close()
})

test('what is no port is an error before anything is opened', async () => {
  const { reloader } = createApplication(greeting)
  for (const port of [-1, 65_536, 1.5, Number.NaN]) {
    await expect(createListener({ reloader, port }).listen()).rejects.toMatchObject({ code: 'HOTSEAT_BAD_PORT' })
  }
})

test('a host that this machine does not have is an error with its cause', async () => {
  const { reloader } = createApplication(greeting)
  // 192.0.2.0/24 is for documentation: no machine has an address of it (RFC 5737).
  await expect(createListener({ reloader, host: '192.0.2.1' }).listen()).rejects.toMatchObject({
    code: 'HOTSEAT_HOST_UNAVAILABLE',
    cause: { code: 'EADDRNOTAVAIL' },
  })
})

test('a port that this user may not open is an error that says which ones are open', async () => {
  const { reloader } = createApplication(greeting)
  const server = new Server()
  // Whether low ports are open differs between machines; the system's answer is played back.
  server.listen = () => {
    queueMicrotask(() => server.emit('error', Object.assign(new Error('listen EACCES'), { code: 'EACCES' })))
    return server
  }
  await expect(createListener({ reloader, server, port: 80 }).listen()).rejects.toMatchObject({
    code: 'HOTSEAT_PORT_FORBIDDEN',
    message: expect.stringContaining('1024'),
  })
})

test('the URL names localhost for every address, and brackets IPv6', async () => {
  const every = await serve(greeting, { host: '0.0.0.0' })
  expect(every.url).toBe(`http://localhost:${every.port}`)
  const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
  if (!hasIpv6) return
  const six = await serve(greeting, { host: '::1' })
  expect(six.url).toBe(`http://[::1]:${six.port}`)
  expect(await (await fetch(six.url)).text()).toBe('hello from 1')
})

test('a server that listens on a pipe is fed all the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hotseat-http-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const server = createHttpServer()
  onTestFinished(() => void server.close())
  const pipe = join(folder, 'socket')
  await new Promise<void>((resolve) => server.listen(pipe, resolve))
  const { reloader } = createApplication(greeting)
  expect(await createListener({ reloader, server }).listen()).toEqual({ port: 0, host: pipe, url: pipe })
})

test('an error of the server itself is reported, and is not the end of the process', async () => {
  const reported: string[] = []
  const { listener, url } = await serve(greeting, { onError: ({ code }) => reported.push(code) })
  listener.server.emit('error', new Error('accept EMFILE'))
  expect(reported).toEqual(['HOTSEAT_SERVER_FAILED'])
  expect(await (await fetch(url)).text()).toBe('hello from 1')
})

test('a client that offers HTTP/2 in clear text is answered in HTTP/1', async () => {
  const { url } = await serve(greeting)
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  get(url, { headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': '' } }, (message) => {
    message.resume()
    resolve(message.statusCode)
  })
  expect(await promise).toBe(200)
})

test('garbage is answered as Node answers it', async () => {
  const { port } = await serve(greeting)
  const client = await connectTo(port)
  client.write('this is not HTTP\r\n\r\n')
  expect(await client.closed()).toMatch(/^HTTP\/1.1 400 Bad Request\r\nConnection: close\r\n/)
})

function listenersOf(emitter: NodeJS.EventEmitter): unknown {
  return emitter.eventNames().map((name) => [name, emitter.listenerCount(name)])
}
