import { connect } from 'node:http2'
import { get, openConnection } from '@hotseat/conformance/serving'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Started, seen, serve } from './world/serving.ts'

/** Places in an application where code of it runs that Node calls by itself; `exit()` there must not end the process. */
const places: Readonly<Record<string, string>> = {
  'the end of a body': `request.on('end', exit).resume(); response.end()`,
  'a part of a body': `request.on('data', exit); response.end()`,
  'the end of a response': `response.on('finish', exit); response.end()`,
  'the close of a response': `response.on('close', exit); response.end()`,
  'a promise of a body': `request.toArray().then(exit, exit); response.end()`,
  'the callback of close()': `server.close(exit); response.end()`,
  'a listener for close': `server.on('close', exit).close(); response.end()`,
  'the callback of getConnections()': `server.getConnections(exit); response.end()`,
}

/** What the application is told of must be nothing but that it has ended itself. */
async function assertEnded({ errors, stray }: Started): Promise<void> {
  await expect.poll(() => errors.map(({ code }) => code), seen).toEqual(['HOTSEAT_APPLICATION_EXITED'])
  expect(stray).toEqual([])
}

test.each(Object.keys(places))('V21 what runs in %s is the generation’s doing', async (place) => {
  const served = await serve(`
    import { createServer } from 'node:http'
    const exit = () => process.exit(1)
    const server = createServer((request, response) => { ${places[place] ?? ''} })
    server.listen(0, '127.0.0.1')
  `)
  using client = await openConnection(served.captured.addresses[0]?.port ?? 0)
  client.write(`${get('/', 'Content-Length: 4', 'Connection: close').replace('GET', 'POST')}body`)
  await client.closed()
  await assertEnded(served)
})

test('V21 what runs in a message of a WebSocket is the generation’s doing', async () => {
  const served = await serve(`
    import { WebSocketServer } from 'ws'
    new WebSocketServer({ port: 0, host: '127.0.0.1' }).on('connection', (socket) => {
      socket.on('message', () => process.exit(1))
    })
  `)
  const socket = new WebSocket(served.captured.addresses[0]?.url.replace('http', 'ws') ?? '')
  onTestFinished(() => socket.terminate())
  socket.on('open', () => socket.send('end'))
  await assertEnded(served)
})

test('V21 what runs in a stream of HTTP/2 is the generation’s doing', async () => {
  const served = await serve(`
    import { createServer } from 'node:http2'
    createServer().on('stream', (stream) => {
      stream.on('end', () => process.exit(1)).resume()
      stream.respond()
      stream.end()
    }).listen(0, '127.0.0.1')
  `)
  const session = connect(served.captured.addresses[0]?.url ?? '')
  onTestFinished(() => session.destroy())
  session.request({ ':method': 'POST' }).end('body')
  await assertEnded(served)
})

test('V21 what an application keeps with its requests it keeps: its own storage is as Node has it', async () => {
  const { told, text } = await serve(`
    import { AsyncLocalStorage } from 'node:async_hooks'
    import { createServer } from 'node:http'
    import { tell } from './tell.ts'
    const storage = new AsyncLocalStorage()
    createServer((request, response) => storage.run(request.url, () => {
      response.on('finish', () => tell(storage.getStore()))
      request.on('custom', () => tell(storage.getStore())).emit('custom')
      response.end()
    })).listen(0, '127.0.0.1')
  `)
  await text('/path')
  await expect.poll(() => told, seen).toEqual(['/path', '/path'])
})
