import { once } from 'node:events'
import { Agent, createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { get, openConnection } from '@hotseat/conformance/serving'
import { expect, onTestFinished, test } from 'vitest'
import { freePorts } from './world/free-ports.ts'
import { seen, serve, start } from './world/serving.ts'

/** Says `word` on each of these ports, with the port's place in the list. */
const listening = (word: string, ...ports: readonly (number | string)[]): string => `
  import { createServer } from 'node:http'
  for (const [index, port] of ${JSON.stringify(ports)}.entries()) {
    createServer((request, response) => {
      if (request.url === '/wait') return void response.write('${word} waits')
      response.end('${word} ' + index)
    }).listen(...(typeof port === 'number' ? [port, '127.0.0.1'] : [port]))
  }
`

const urlOf = (port: number | undefined): string => `http://127.0.0.1:${port}`

async function answerOf(port: number | undefined): Promise<string> {
  return await (await fetch(urlOf(port))).text()
}

test('V21 the port is the one that the application asks for', async () => {
  const [port = 0] = await freePorts(1)
  const { captured } = await serve(listening('one', port))
  expect(captured.addresses).toEqual([{ host: '127.0.0.1', port, url: urlOf(port) }])
  expect(await answerOf(port)).toBe('one 0')
})

test('V21 what the caller asks for goes before, for the first server only', async () => {
  const [port = 0, other = 0, admin = 0] = await freePorts(3)
  const { captured } = await serve(listening('one', port, admin), { port: other })
  expect(captured.addresses.map((address) => address.port)).toEqual([other, admin])
  expect([await answerOf(other), await answerOf(admin)]).toEqual(['one 0', 'one 1'])
  await expect(answerOf(port)).rejects.toThrow('fetch failed')
})

test('V21 an edit of the port moves the listener: what is in flight on the old one finishes there', async () => {
  const [port = 0, next = 0] = await freePorts(2)
  const source = (word: string, at: number): string => `
    import { once } from 'node:events'
    import { createServer } from 'node:http'
    createServer(async (request, response) => {
      if (request.url === '/wait') response.write('first half')
      for await (const _ of request) {}
      response.end(' ${word}')
    }).listen(${at}, '127.0.0.1')
  `
  const { captured, save } = await serve(source('one', port))
  const responding = Promise.withResolvers<IncomingMessage>()
  const upload = httpRequest(`${urlOf(port)}/wait`, { method: 'POST' }, responding.resolve)
  upload.write('x')
  const response = await responding.promise
  using agent = disposable(new Agent({ keepAlive: true }))
  await once(httpRequest(urlOf(port), { agent }).end(), 'response').then(async ([idle]) => await textOf(idle))

  await save({ 'src/main.ts': source('two', next) })
  expect(captured.addresses.map((address) => address.port)).toEqual([next])
  expect(await answerOf(next)).toBe(' two')
  await expect(answerOf(port)).rejects.toThrow('fetch failed')
  upload.end()
  expect(await textOf(response)).toBe('first half one')
})

test('V21 a port that an edit leaves and the next one takes again is opened again', async () => {
  const [port = 0, next = 0] = await freePorts(2)
  const { save } = await serve(listening('one', port))
  using client = await openConnection(port)
  client.write(get('/wait'))
  await client.until(/one waits/)
  await save({ 'src/main.ts': listening('two', next) })
  await save({ 'src/main.ts': listening('three', port) })
  expect(await answerOf(port)).toBe('three 0')
  await expect(answerOf(next)).rejects.toThrow('fetch failed')
})

test('V21 servers on several ports each have a listener, which comes and goes with them', async () => {
  const [a = 0, b = 0, c = 0] = await freePorts(3)
  const { captured, save } = await serve(listening('one', a, b))
  expect([await answerOf(a), await answerOf(b)]).toEqual(['one 0', 'one 1'])
  await save({ 'src/main.ts': listening('two', c, a) })
  expect(captured.addresses.map(({ port }) => port).toSorted((x, y) => x - y)).toEqual([a, c].toSorted((x, y) => x - y))
  expect([await answerOf(a), await answerOf(c)]).toEqual(['two 1', 'two 0'])
  await expect(answerOf(b)).rejects.toThrow('fetch failed')
})

test('V21 free ports stay what they were, in the order in which they are asked for', async () => {
  const { captured, save } = await serve(listening('one', 0, 0))
  const before = captured.addresses
  expect(new Set(before.map(({ port }) => port)).size).toBe(2)
  await save({ 'src/main.ts': listening('two', 0, 0) })
  expect(captured.addresses).toEqual(before)
  expect(await Promise.all(before.map(({ port }) => answerOf(port)))).toEqual(['two 0', 'two 1'])
})

test.skipIf(process.platform === 'win32')('V21 a Unix socket is listened on, and address() is its path', async () => {
  const source = (word: string): string => `
    import { createServer } from 'node:http'
    const server = createServer((request, response) => response.end('${word} ' + server.address()))
    server.listen(import.meta.dirname + '/socket')
  `
  const { root, save, stop } = await serve(source('one'))
  const socketPath = join(root, 'src/socket')
  const ask = async (): Promise<string> => {
    const [response]: IncomingMessage[] = await once(httpRequest({ socketPath, agent: false }).end(), 'response')
    return response ? await textOf(response) : ''
  }
  expect(await ask()).toContain('one /')
  await save({ 'src/main.ts': source('two') })
  expect(await ask()).toContain(`src/socket`)
  expect(await ask()).toContain('two /')
  await stop()
  await expect(ask()).rejects.toThrow('ENOENT')
})

test('a port in use fails the build, and says so; the application that listens there is told as ever', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  onTestFinished(() => void occupant.close())
  const address = occupant.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const { reloader, save, text } = await start(listening('one', port))
  expect(reloader.failure).toMatchObject({ code: 'HOTSEAT_PORT_IN_USE' })
  await save({ 'src/main.ts': listening('two', 0) })
  expect(await text()).toBe('two 0')
  await save({ 'src/main.ts': listening('three', 0, port) })
  expect(reloader.failure).toMatchObject({ code: 'HOTSEAT_PORT_IN_USE' })
  expect(await text()).toBe('two 0')

  await save({
    'src/main.ts': `
      import { createServer } from 'node:http'
      const server = createServer((request, response) => response.end('elsewhere'))
      server.on('error', ({ code, port }) => { if (code === 'EADDRINUSE' && port === ${port}) server.listen(0, '127.0.0.1') })
      server.listen(${port}, '127.0.0.1')
    `,
  })
  expect(reloader.failure).toBeUndefined()
  expect(await text()).toBe('elsewhere')
})

test('an application that hears of a port in use and listens nowhere else fails', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  onTestFinished(() => void occupant.close())
  const address = occupant.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const source = (more: string): string => `
    import { createServer } from 'node:http'
    import { tell } from './tell.ts'
    createServer().on('error', ({ code }) => tell(code)).listen(${port}, '127.0.0.1')
    ${more}
  `
  const { reloader, told, save, text } = await start(source(''))
  expect(reloader.failure).toMatchObject({ code: 'HOTSEAT_PORT_IN_USE' })
  expect(told).toEqual(['EADDRINUSE'])
  // One that listens elsewhere lives without.
  await save({ 'src/main.ts': source(`createServer((_, response) => response.end('lives')).listen(0, '127.0.0.1')`) })
  expect(await text()).toBe('lives')
})

test('an application that tries the same port again, once it is free, gets it', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  const address = occupant.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const { reloader, told, text } = await start(
    `
      import { createServer } from 'node:http'
      import { tell } from './tell.ts'
      const server = createServer((request, response) => response.end('patient'))
      server.on('error', ({ code }) => {
        tell(code)
        setTimeout(() => server.listen(${port}, '127.0.0.1'), 50)
      })
      server.listen(${port}, '127.0.0.1')
    `,
    { hear: () => void occupant.close() },
  )
  expect(reloader.failure).toBeUndefined()
  expect(told).toContain('EADDRINUSE')
  expect(await text()).toBe('patient')
})

test('two servers of one generation on one port are one too many', async () => {
  const [port = 0] = await freePorts(1)
  const { reloader } = await start(listening('one', port, port))
  expect(reloader.failure).toMatchObject({
    code: 'HOTSEAT_PORT_TAKEN_TWICE',
    cause: { code: 'EADDRINUSE', port, address: '127.0.0.1' },
    location: { file: expect.stringContaining('src/main.ts'), line: 7 },
  })
  await expect(answerOf(port)).rejects.toThrow('fetch failed')
})

test('a build that fails after it listened closes what it alone has opened', async () => {
  const [a = 0, b = 0] = await freePorts(2)
  const { captured, save, reloader } = await serve(listening('one', a))
  const failing = listening('two', a, b).replace(
    '.listen(',
    '.on("listening", () => { if (index) throw new Error("too late") }).listen(',
  )
  await save({ 'src/main.ts': failing })
  expect(reloader.failure).toMatchObject({ message: expect.stringContaining('too late') })
  await expect.poll(() => captured.addresses.map(({ port }) => port), seen).toEqual([a])
  await expect(answerOf(b)).rejects.toThrow('fetch failed')
  expect(await answerOf(a)).toBe('one 0')
})

test('an application that is over opens no port any more', async () => {
  const [port = 0, late = 0] = await freePorts(2)
  const { captured, save, told, giveSign } = await serve(listening('one', port))
  const listensLate = `
    import { createServer } from 'node:http'
    import { sign, tell } from './tell.ts'
    tell('begins')
    await sign()
    createServer().listen(${late}, '127.0.0.1', () => tell('it listens'))
    tell('told to listen')
  `
  const building = save({ 'src/main.ts': listensLate })
  await expect.poll(() => told, seen).toEqual(['begins'])
  await save({ 'src/main.ts': listening('three', port) })
  await building
  giveSign()
  await expect.poll(() => told, seen).toEqual(['begins', 'told to listen'])
  expect(await answerOf(port)).toBe('three 0')
  expect(captured.addresses.map((address) => address.port)).toEqual([port])
  await expect(answerOf(late)).rejects.toThrow('fetch failed')
})

test('another protocol on a port that is open is refused', async () => {
  const [port = 0] = await freePorts(1)
  const { save, reloader } = await serve(listening('one', port))
  await save({ 'src/main.ts': listening('two', port).replace("'node:http'", "'node:http2'") })
  expect(reloader.failure).toMatchObject({ code: 'HOTSEAT_PROTOCOL_CHANGED' })
  expect(await answerOf(port)).toBe('one 0')
})

test('another host on a port that is open is refused where one has the port of the other', async () => {
  const [port = 0] = await freePorts(1)
  const { save, reloader } = await serve(listening('one', port))
  const everywhere = listening('two', port).replace("'127.0.0.1'", "'0.0.0.0'")
  await save({ 'src/main.ts': everywhere })
  expect(reloader.failure).toMatchObject({ code: 'HOTSEAT_HOST_CHANGED', cause: { code: 'EADDRINUSE' } })
  expect(await answerOf(port)).toBe('one 0')
})

function disposable(agent: Agent): Agent & Disposable {
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() })
}
