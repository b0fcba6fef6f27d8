import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { seen, serve } from './world/serving.ts'

const serving = (word: string, more = ''): string => `
  import { createServer } from 'node:http'
  import { tell } from './tell.ts'
  createServer((request, response) => response.end('${word}')).listen(0, '127.0.0.1')
  ${more}
`

/** A TCP server of this test's that says how many connections it has, and to all that it is told nothing, or this. */
async function peer(answer?: string): Promise<{ readonly port: number; readonly connections: () => number }> {
  const sockets = new Set<unknown>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket
      .on('close', () => sockets.delete(socket))
      .on('error', () => undefined)
      .on('data', () => (answer === undefined ? undefined : socket.write(answer)))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, connections: () => sockets.size }
}

/** What a generation may leave behind; each is started on line 5. */
const kinds: Readonly<Record<string, readonly [source: string, name: RegExp]>> = {
  timer: [`setTimeout(() => tell('a timer'), 60_000)`, /of 60000 ms/],
  interval: [`setInterval(() => tell('an interval'), 60_000)`, /of 60000 ms/],
  server: [`;(await import('node:net')).createServer().listen(0, '127.0.0.1')`, /on port \d+/],
  'child process': [
    `;(await import('node:child_process')).spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])`,
    /node.* \(pid \d+\)/,
  ],
  worker: [
    `;new (await import('node:worker_threads')).Worker('setInterval(() => {}, 1000)', { eval: true })`,
    /thread \d+/,
  ],
  'process listener': [`process.on('warning', () => tell('a warning'))`, /for warning/],
}

test.each(Object.keys(kinds))('a %s that is left behind is reported with its place, and ended', async (kind) => {
  const [source, name] = kinds[kind] ?? expect.fail()
  const before = process.listenerCount('warning')
  const { root, save, leftovers, disposed, reloader, told } = await serve(serving('one', source))
  const gone = disposed(1)
  await save({ 'src/main.ts': serving('two') })
  await gone
  expect(leftovers).toMatchObject([{ generation: 1, left: [{ kind, name: expect.stringMatching(name) }] }])
  expect(leftovers[0]?.left[0]?.origin.stack).toContain(`${root}/src/main.ts:5:`)
  expect(process.listenerCount('warning')).toBe(before)
  expect(reloader.failure).toBeUndefined()
  expect(told).toEqual([])
})

test('a socket that is left behind is reported with its place, and closed', async () => {
  const { port, connections } = await peer()
  const connecting = `;(await import('node:net')).connect(${port}, '127.0.0.1')`
  const { root, save, leftovers, disposed } = await serve(serving('one', connecting))
  await expect.poll(connections, seen).toBe(1)
  const gone = disposed(1)
  await save({ 'src/main.ts': serving('two') })
  await gone
  expect(leftovers).toMatchObject([{ left: [{ kind: 'socket', name: `to 127.0.0.1:${port}` }] }])
  expect(leftovers[0]?.left[0]?.origin.stack).toContain(`${root}/src/main.ts:5:`)
  await expect.poll(connections, seen).toBe(0)
})

test('what is started by a request, or much later, is its generation’s as well', async () => {
  const { save, text, leftovers, disposed } = await serve(`
    import { createServer } from 'node:http'
    import { setTimeout as delay } from 'node:timers/promises'
    createServer(async (request, response) => {
      await delay(1)
      response.end('one', () => void setInterval(() => {}, 60_000))
    }).listen(0, '127.0.0.1')
  `)
  await text()
  const gone = disposed(1)
  await save({ 'src/main.ts': serving('two') })
  await gone
  expect(leftovers).toMatchObject([{ left: [{ kind: 'interval' }] }])
})

test('what an application ends itself, and what does nothing by itself, is no leftover', async () => {
  const tidy = `
    const timer = setInterval(() => {}, 10)
    setTimeout(() => {}, 1)
    setTimeout(() => {}, 60_000).unref()
    const { promisify } = await import('node:util')
    await promisify(setTimeout)(5)
    const net = await import('node:net')
    const tcp = net.createServer().listen(0, '127.0.0.1')
    process.on('warning', tell)
    process.on('SIGTERM', () => { clearInterval(timer); tcp.close(); process.off('warning', tell) })
  `
  const { save, leftovers, disposed } = await serve(serving('one', tidy))
  const gone = disposed(1)
  await save({ 'src/main.ts': serving('two') })
  await gone
  expect(leftovers).toEqual([])
})

test('a connection of the agent that the process shares is no leftover: the next generation may use it', async () => {
  const { port } = await peer()
  const asking = `;(await import('node:http')).get('http://127.0.0.1:${port}').on('error', () => {})`
  const { save, leftovers, disposed } = await serve(serving('one', asking))
  const gone = disposed(1)
  await save({ 'src/main.ts': serving('two') })
  await gone
  expect(leftovers).toEqual([])
})

test('without clear it is reported only', async () => {
  const { save, leftovers, disposed, told, stop } = await serve(
    serving(
      'one',
      `globalThis.ticking = setInterval(() => tell('still ticks'), 5); process.on('exit', () => tell('exits'))`,
    ),
    { clear: false },
  )
  const gone = disposed(1)
  await save({ 'src/main.ts': serving('two', `setTimeout(() => {}, 60_000).unref()`) })
  await gone
  expect(leftovers).toMatchObject([{ left: [{ kind: 'interval' }] }])
  told.length = 0
  await expect.poll(() => told, seen).toContain('still ticks')
  await stop()
  expect(leftovers).toHaveLength(1)
  clearInterval(Reflect.get(globalThis, 'ticking'))
})

test('timers are as ever for all others', async () => {
  await serve(serving('one'))
  const { setTimeout: imported } = await import('node:timers')
  expect([imported, setTimeout.name, setInterval.name]).toEqual([setTimeout, 'setTimeout', 'setInterval'])
  const { promisify } = await import('node:util')
  expect(await promisify(setTimeout)(1, 'value')).toBe('value')
})

test('many timers that are due cost nothing', async () => {
  const { save, leftovers, disposed, told } = await serve(
    serving(
      'one',
      `let left = 2_000; for (let each = 0; each < 2_000; each += 1) setTimeout(() => { if (--left === 0) tell('all') })`,
    ),
  )
  await expect.poll(() => told, seen).toEqual(['all'])
  const gone = disposed(1)
  await save({ 'src/main.ts': serving('two') })
  await gone
  expect(leftovers).toEqual([])
})

test('what a build leaves behind that was never seated is ended without a word: it had no time to', async () => {
  const { port, connections } = await peer()
  const { save, reloader, leftovers, text, told } = await serve(serving('one'))
  const failing = `
    import { connect } from 'node:net'
    setInterval(() => {}, 60_000)
    connect(${port}, '127.0.0.1', () => tell('connected'))
    const server = createServer().on('close', () => tell('closed')).listen(0, '127.0.0.1')
    server.on('listening', () => setTimeout(() => { throw new Error('fails late') }, 20))
    await new Promise(() => {})`
  await save({ 'src/main.ts': serving('two', failing) })
  expect(reloader.failure).toMatchObject({ message: expect.stringContaining('fails late') })
  await expect.poll(() => told, seen).toEqual(['connected', 'closed'])
  await expect.poll(connections, seen).toBe(0)
  expect(leftovers).toEqual([])
  expect(await text()).toBe('one')
})

test('connections that fetch() keeps are no leftovers either, and stay', async () => {
  const { port, connections } = await peer(
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello',
  )
  const asking = `tell(await (await fetch('http://127.0.0.1:${port}')).text())`
  const { save, leftovers, disposed, told, text } = await serve(serving('one', asking))
  const gone = disposed(1)
  await save({ 'src/main.ts': serving('two', asking) })
  const open = connections()
  await gone
  expect(told).toEqual(['hello', 'hello'])
  expect(leftovers).toEqual([])
  expect(await text()).toBe('two')
  expect(open).toBeGreaterThan(0)
  expect(connections()).toBe(open)
})

test('a timer that keeps a package going goes on: it is there for all generations', async () => {
  const ticking = 'packages/node_modules/ticks'
  const more = `const { tick } = await import('../${ticking}/index.js'); tick()`
  const { save, disposed, told } = await serve({
    'src/main.ts': serving('one', more),
    [`${ticking}/package.json`]: '{ "name": "ticks", "type": "module" }',
    [`${ticking}/index.js`]: `
      import { channel } from 'node:diagnostics_channel'
      let timer
      const due = () => channel('hotseat-test').publish('due')
      export const tick = () => { timer ??= setTimeout(due, 30).unref(); timer.refresh() }
    `,
  })
  await expect.poll(() => told, seen).toEqual(['due'])
  const gone = disposed(1)
  await save({ 'src/main.ts': serving('two', more) })
  await gone
  await expect.poll(() => told, seen).toEqual(['due', 'due'])
  told.length = 0
  await save({ 'src/main.ts': serving('three', more) })
  await expect.poll(() => told, seen).toEqual(['due'])
})
