import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as importedTimeout } from 'node:timers'
import { expect, onTestFinished, test } from 'vitest'
import { seen, serve } from './world/serving.ts'

const serving = (more = ''): string => `
  import { createServer } from 'node:http'
  import { tell } from './tell.ts'
  createServer((request, response) => response.end('captured')).listen(0, '127.0.0.1')
  ${more}
`

test('V21 outside of a generation listen() is as ever: it opens a port', async () => {
  const { captured } = await serve(serving())
  const server = createServer((_, response) => response.end('mine')).listen(0, '127.0.0.1')
  onTestFinished(() => server.close().closeAllConnections())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  expect(captured.addresses.map((each) => each.port)).not.toContain(port)
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('mine')
})

test('V21 servers that do not speak HTTP listen as ever in a generation, too', async () => {
  const { captured, told } = await serve(
    serving(`
      const { connect, createServer: createTcpServer } = await import('node:net')
      const server = createTcpServer((socket) => socket.end('bytes')).listen(0, '127.0.0.1', () => {
        connect(server.address().port, '127.0.0.1').on('data', (data) => tell(data)).on('end', () => server.close())
      })
    `),
  )
  await expect.poll(() => told, seen).toEqual(['bytes'])
  expect(captured.addresses).toHaveLength(1)
})

test('V21 a server that listens already throws as ever when it is told to again', async () => {
  const { told } = await serve(`
    import { createServer } from 'node:http'
    import { tell } from './tell.ts'
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      try { server.listen(0) } catch ({ code }) { tell(code) }
    })
  `)
  expect(told).toEqual(['ERR_SERVER_ALREADY_LISTEN'])
})

test('V22 outside of a generation the process, and timers, are as ever', async () => {
  const { told } = await serve(serving(`process.on('SIGTERM', () => tell('the application'))`))
  const heard: string[] = []
  const hear = (): void => void heard.push('mine')
  process.on('SIGTERM', hear)
  onTestFinished(() => void process.off('SIGTERM', hear))
  expect(process.listeners('SIGTERM')).toContain(hear)
  process.emit('SIGTERM', 'SIGTERM')
  expect(heard).toEqual(['mine'])
  expect(told).toEqual([])
  expect(importedTimeout).toBe(setTimeout)
})

test('V21 a package that is loaded by a generation is no doing of its: it is there for all of them', async () => {
  const before = process.listenerCount('warning')
  const listener = 'node_modules/listens-to-warnings'
  const { save, leftovers, disposed } = await serve({
    'src/main.ts': serving(`import '../packages/${listener}/index.js'`),
    [`packages/${listener}/package.json`]: '{ "name": "listens-to-warnings", "type": "module" }',
    [`packages/${listener}/index.js`]: `
      const listen = () => {}
      process.on('warning', listen)
      globalThis.stopListening = () => process.off('warning', listen)
    `,
  })
  expect(process.listenerCount('warning')).toBe(before + 1)
  const gone = disposed(1)
  await save({ 'src/main.ts': serving() })
  await gone
  expect(leftovers).toEqual([])
  expect(process.listenerCount('warning')).toBe(before + 1)
  const stop: unknown = Reflect.get(globalThis, 'stopListening')
  if (typeof stop === 'function') stop()
})
