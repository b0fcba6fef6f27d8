import { get, openConnection } from '@hotseat/conformance/serving'
import { expect, test } from 'vitest'
import type { Capture } from '@hotseat/core'
import { seen, serve } from './world/serving.ts'

/** How many ports this process has open. */
function openPorts(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length
}

/** An application that tells what its server says of itself. */
const introspective = (word: string): string => `
  import { once } from 'node:events'
  import { createServer } from 'node:http'
  import { tell } from './tell.ts'
  const server = createServer((request, response) => response.end('${word}'))
  server.on('listening', () => tell('event'))
  tell('before', server.listening, JSON.stringify(server.address()))
  server.listen(0, '127.0.0.1', () => tell('callback'))
  await once(server, 'listening')
  const { address, family, port } = server.address()
  tell('after', server.listening, address, family, port > 0, server.ref() === server && server.unref() === server)
`

/** After each of these generations the process has one port more than before the first, and it is the same. */
async function checkOnePort(plant?: (captured: Capture) => Capture): Promise<void> {
  const before = openPorts()
  const { captured, save, text, told } = await serve(introspective('one'), {
    ...(plant && { plant }),
    buildTimeout: 500,
  })
  const addresses = captured.addresses
  expect(addresses).toEqual([{ host: '127.0.0.1', port: expect.any(Number), url: expect.stringMatching(/^http:/) }])
  expect(openPorts()).toBe(before + 1)
  expect(await text()).toBe('one')
  await save({ 'src/main.ts': introspective('two') })
  expect(await text()).toBe('two')
  expect(openPorts()).toBe(before + 1)
  expect(captured.addresses).toEqual(addresses)
  const generation = ['before false null', 'event', 'callback', 'after true 127.0.0.1 IPv4 true true']
  expect(told).toEqual([...generation, ...generation])
}

test('V21 listen() opens no port of its own, and the server believes that it listens', () => checkOnePort())

test('V21 planted bug: a generation whose code is run as the process’s own opens a port', async () => {
  const deaf = (captured: Capture): Capture => ({
    ...captured,
    begin(context) {
      const application = captured.begin(context)
      return new Proxy(application, {
        get(target, name): unknown {
          if (name === 'run') return <Result>(work: () => Result): Result => work()
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    },
  })
  await expect(checkOnePort(deaf)).rejects.toMatchObject({ code: 'HOTSEAT_BUILD_TIMEOUT' })
})

test('V21 requests in flight are its connections: they count, hold close() up, and close() calls back once they are over', async () => {
  const { text, told, captured } = await serve(`
    import { createServer } from 'node:http'
    import { promisify } from 'node:util'
    import { tell } from './tell.ts'
    const server = createServer(async (request, response) => {
      if (request.url === '/wait') return void response.write('part')
      response.end(String(await promisify(server.getConnections.bind(server))()))
      if (request.url === '/close') {
        server.close((error) => tell('closed', error))
        tell('closing', server.listening, server.address() === null)
        server.close((error) => tell('again', error?.code))
      }
    })
    server.on('close', () => tell('close'))
    server.listen(0, '127.0.0.1')
  `)
  expect(await text()).toBe('1')
  using client = await openConnection(captured.addresses[0]?.port ?? 0)
  client.write(get('/wait'))
  await client.until(/part/)
  expect(await text()).toBe('2')
  const url = captured.addresses[0]?.url
  expect(await text('/close')).toBe('2')
  expect(captured.addresses).toEqual([])
  expect(told).toEqual(['closing false true'])
  await expect(fetch(`${url}`)).rejects.toThrow('fetch failed')
  client.socket.destroy()
  await expect
    .poll(() => told, seen)
    .toEqual(['closing false true', 'close', 'closed ', 'again ERR_SERVER_NOT_RUNNING'])
})

test('V21 closeAllConnections() ends what the server has in flight, and nothing of another generation', async () => {
  const source = (word: string): string => `
    import { createServer } from 'node:http'
    const server = createServer((request, response) => {
      if (request.url === '/wait') return void response.write('${word}')
      server.closeAllConnections()
    })
    server.listen(0, '127.0.0.1')
  `
  const { text, captured, save } = await serve(source('one'))
  using old = await openConnection(captured.addresses[0]?.port ?? 0)
  old.write(get('/wait'))
  await old.until(/one/)
  await save({ 'src/main.ts': source('two') })
  using next = await openConnection(captured.addresses[0]?.port ?? 0)
  next.write(get('/wait'))
  await next.until(/two/)
  await expect(text()).rejects.toThrow('fetch failed')
  await next.closed()
  old.write(get('/'))
  expect(old.socket.destroyed).toBe(false)
})

test('V12 a response whose socket the application takes over is over when that is closed', async () => {
  const { captured, told, text } = await serve(`
    import { createServer } from 'node:http'
    import { tell } from './tell.ts'
    const server = createServer((request, response) => {
      const { socket } = response
      if (request.url === '/count') return server.getConnections((_, count) => response.end(String(count)))
      response.detachSocket(socket)
      socket.on('close', () => server.getConnections((_, count) => tell(count)))
      socket.write('mine')
      socket.on('data', () => socket.destroy())
    })
    server.listen(0, '127.0.0.1')
  `)
  using client = await openConnection(captured.addresses[0]?.port ?? 0)
  client.write(get('/'))
  await client.until(/mine/)
  expect(await text('/count')).toBe('2')
  client.socket.destroy()
  await expect.poll(() => text('/count'), seen).toBe('1')
  expect(told).toEqual(['0'])
})

test('V21 settings of a server that are changed after it was told to listen count for its connections, in each generation', async () => {
  const source = (seconds: number): string => `
    import { createServer } from 'node:http'
    const server = createServer((request, response) => response.end(String(server.keepAliveTimeout)))
    server.listen(0, '127.0.0.1')
    server.keepAliveTimeout = ${seconds} * 1000
  `
  const { captured, save } = await serve(source(7))
  const ask = async (): Promise<(string | null)[]> => {
    const response = await fetch(captured.addresses[0]?.url ?? '')
    return [response.headers.get('keep-alive'), await response.text()]
  }
  expect(await ask()).toEqual(['timeout=7', '7000'])
  await save({ 'src/main.ts': source(9) })
  expect(await ask()).toEqual(['timeout=9', '9000'])
})

test('V21 a maximum of connections that an edit takes back is none any more', async () => {
  const source = (limit: string): string => `
    import { createServer } from 'node:http'
    const server = createServer((request, response) => response.end('hello'))
    ${limit}
    server.listen(0, '127.0.0.1')
  `
  const { captured, save } = await serve(source('server.maxConnections = 1'))
  const { port = 0 } = captured.addresses[0] ?? {}
  using first = await openConnection(port)
  first.write(get('/'))
  await first.until(/hello/)
  using refused = await openConnection(port)
  await refused.closed()
  await save({ 'src/main.ts': source('') })
  using third = await openConnection(port)
  third.write(get('/'))
  expect(await third.until(/hello/)).toContain('200 OK')
})

test('V21 each generation learns of a connection once, with the first request on it', async () => {
  const source = (word: string): string => `
    import { createServer } from 'node:http'
    import { tell } from './tell.ts'
    const server = createServer((request, response) => {
      tell(request.url)
      response.end('${word}' + request.url)
    })
    server.on('connection', function (socket) { tell('${word}', this === server, socket.remoteAddress) })
    server.listen(0, '127.0.0.1')
  `
  const { captured, save, told } = await serve(source('one'))
  using client = await openConnection(captured.addresses[0]?.port ?? 0)
  for (const path of ['/1', '/2']) {
    client.write(get(path))
    await client.until(new RegExp(`one${path}$`))
  }
  await save({ 'src/main.ts': source('two') })
  for (const path of ['/3', '/4']) {
    client.write(get(path))
    await client.until(new RegExp(`two${path}$`))
  }
  expect(told).toEqual(['one true 127.0.0.1', '/1', '/2', 'two true 127.0.0.1', '/3', '/4'])
})

test('V21 all listeners for requests are called, those that are taken off meanwhile not again', async () => {
  const { text } = await serve(`
    import { createServer } from 'node:http'
    const server = createServer()
    let count = 0
    server.once('request', () => { count += 10 })
    server.on('request', function (request, response) { response.end(String((count += 1)) + (this === server)) })
    server.listen(0, '127.0.0.1')
  `)
  expect([await text(), await text()]).toEqual(['11true', '12true'])
})

test('V21 an AbortSignal of listen() closes the server, and not the port of the generations after it', async () => {
  const source = (word: string): string => `
    import { createServer } from 'node:http'
    import { tell } from './tell.ts'
    const controller = new AbortController()
    const server = createServer((request, response) => response.end('${word}'))
    server.on('close', () => tell('closed ${word}'))
    server.listen({ port: 0, host: '127.0.0.1', signal: controller.signal })
    process.on('SIGTERM', () => { controller.abort(); process.exit() })
  `
  const { text, save, told, disposed } = await serve(source('one'))
  const gone = disposed(1)
  await save({ 'src/main.ts': source('two') })
  await gone
  expect(told).toEqual(['closed one'])
  expect(await text()).toBe('two')
})
