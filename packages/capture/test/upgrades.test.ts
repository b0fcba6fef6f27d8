import { once } from 'node:events'
import { get, openConnection } from '@hotseat/conformance/serving'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Started, seen, serve } from './world/serving.ts'

/** How servers of WebSockets are set up; each answers with its word. */
const setups: Readonly<Record<string, (word: string) => string>> = {
  'on the server of the application': (word) => `
    import { createServer } from 'node:http'
    import { WebSocketServer } from 'ws'
    import { tell } from './tell.ts'
    const server = createServer((request, response) => response.end('${word}'))
    const sockets = new WebSocketServer({ server })
    sockets.on('connection', (socket) => socket.on('message', (message) => socket.send('${word} ' + message)))
    sockets.on('listening', () => tell('${word} listens'))
    server.listen(0, '127.0.0.1')
  `,
  'on a server of their own': (word) => `
    import { WebSocketServer } from 'ws'
    import { tell } from './tell.ts'
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => tell('${word} listens'))
    sockets.on('connection', (socket) => socket.on('message', (message) => socket.send('${word} ' + message)))
  `,
  'by a listener for upgrades that comes late': (word) => `
    import { createServer } from 'node:http'
    import { WebSocketServer } from 'ws'
    import { tell } from './tell.ts'
    const sockets = new WebSocketServer({ noServer: true })
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      tell('${word} listens')
      server.on('upgrade', (request, socket, head) => {
        sockets.handleUpgrade(request, socket, head, (client) => {
          client.on('message', (message) => client.send('${word} ' + message))
        })
      })
    })
  `,
}

async function open({ captured }: Started): Promise<{ ask(question: string): Promise<string>; socket: WebSocket }> {
  const socket = new WebSocket(captured.addresses[0]?.url.replace('http', 'ws') ?? '')
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  return {
    socket,
    async ask(question) {
      const answered = once(socket, 'message')
      socket.send(question)
      const [answer]: unknown[] = await answered
      return String(answer)
    },
  }
}

test.each(Object.keys(setups))(
  'V21 WebSockets %s are captured, and stay with the generation that they began with',
  async (how) => {
    const setup = setups[how] ?? expect.fail()
    const served = await serve(setup('one'))
    expect(served.told).toEqual(['one listens'])
    const old = await open(served)
    expect(await old.ask('hello')).toBe('one hello')
    await served.save({ 'src/main.ts': setup('two') })
    const next = await open(served)
    expect(await next.ask('hello')).toBe('two hello')
    expect(await old.ask('still there?')).toBe('one still there?')
    const gone = served.disposed(1)
    old.socket.close()
    await gone
    expect(await next.ask('and you?')).toBe('two and you?')
    expect(served.leftovers).toEqual([])
  },
)

test('V21 an upgraded socket is a connection of its server: it holds close() up', async () => {
  const { captured, told } = await serve(`
    import { createServer } from 'node:http'
    import { tell } from './tell.ts'
    const server = createServer()
    server.on('connection', () => tell('connection'))
    server.on('upgrade', (request, socket, head) => {
      socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: bytes\\r\\n\\r\\n' + head)
      server.close(() => tell('closed'))
      server.getConnections((_, count) => tell(count))
      socket.on('data', (data) => socket.end(data))
    })
    server.listen(0, '127.0.0.1')
  `)
  using client = await openConnection(captured.addresses[0]?.port ?? 0)
  client.write(`${get('/', 'Connection: Upgrade', 'Upgrade: bytes')}head`)
  await client.until(/101 [^]*head$/)
  expect(told).toEqual(['connection', '1'])
  client.write('bye')
  await client.until(/bye/)
  client.socket.end()
  await expect.poll(() => told, seen).toEqual(['connection', '1', 'closed'])
})

test('V17 an application that takes no upgrades refuses them', async () => {
  const { captured } = await serve(`
    import { createServer } from 'node:http'
    createServer((request, response) => response.end('hello')).listen(0, '127.0.0.1')
  `)
  using client = await openConnection(captured.addresses[0]?.port ?? 0)
  client.write(get('/', 'Connection: Upgrade', 'Upgrade: bytes'))
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 501 /)
})
