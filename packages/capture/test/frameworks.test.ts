import { get, openConnection } from '@hotseat/conformance/serving'
import { expect, test } from 'vitest'
import { seen, serve, start } from './world/serving.ts'

/** Applications as their frameworks' guides write them, with a shutdown as their users do. */
const applications: Readonly<Record<string, (word: string, port?: number) => string>> = {
  express: (word, port = 0) => `
    import express from 'express'
    import { tell } from './tell.ts'
    const app = express()
    app.get('/', (request, response) => { response.send('${word} ' + request.hostname) })
    app.get('/wait', (request, response) => { response.write('${word} waits') })
    app.get('/throws', () => { throw new Error('${word} throws') })
    app.get('/rejects', async () => { throw new Error('${word} rejects') })
    app.use((error, request, response, next) => { response.status(500).send(error.message) })
    const server = app.listen(${port}, '127.0.0.1', (error) => tell('${word}', error ? error.code : 'listens'))
    process.on('SIGTERM', () => server.close(() => { tell('${word} closed'); process.exit(0) }))
    export { app }
    export default app
  `,
  fastify: (word, port = 0) => `
    import Fastify from 'fastify'
    import { tell } from './tell.ts'
    const app = Fastify()
    app.get('/', async (request) => '${word} ' + request.hostname)
    app.get('/wait', (request, reply) => { reply.hijack(); reply.raw.write('${word} waits') })
    app.get('/throws', () => { throw new Error('${word} throws') })
    app.get('/rejects', async () => { throw new Error('${word} rejects') })
    app.addHook('onListen', async () => tell('${word}', 'listens'))
    app.addHook('onClose', async () => tell('${word} closed'))
    app.setErrorHandler((error, request, reply) => reply.status(500).send(error.message))
    await app.listen({ port: ${port}, host: '127.0.0.1' }).catch((error) => { tell('${word}', error.code); throw error })
    process.on('SIGTERM', async () => { await app.close(); process.exit(0) })
    export default app
  `,
  // As Koa's callback() is: asynchronous, and never rejecting.
  'a callback of a framework': (word, port = 0) => `
    import { createServer } from 'node:http'
    import { tell } from './tell.ts'
    const respond = async ({ url, headers }) => {
      if (url === '/throws' || url === '/rejects') throw new Error('${word} ' + url.slice(1))
      return '${word} ' + headers.host.split(':')[0]
    }
    const callback = async (request, response) => {
      if (request.url === '/wait') return void response.write('${word} waits')
      try {
        response.end(await respond(request))
      } catch (error) {
        response.writeHead(500).end(error.message)
      }
    }
    const server = createServer(callback)
    server.on('error', ({ code }) => tell('${word}', code))
    server.listen(${port}, '127.0.0.1', () => tell('${word}', 'listens'))
    process.on('SIGTERM', () => server.close(() => { tell('${word} closed'); process.exit(0) }))
  `,
  // As Nest's listen() is: it awaits, and looks at the address.
  'a class with a promise': (word, port = 0) => `
    import { createServer } from 'node:http'
    import { tell } from './tell.ts'
    class Application {
      #server = createServer(async (request, response) => {
        if (request.url === '/wait') return void response.write('${word} waits')
        if (request.url === '/') response.end('${word} ' + request.headers.host.split(':')[0])
        else response.writeHead(500).end('${word} ' + request.url.slice(1))
      })
      listen(...given) {
        return new Promise((resolve, reject) => {
          this.#server.once('error', (error) => { tell('${word}', error.code); reject(error) })
          this.#server.listen(...given, () => (this.#server.address() ? resolve(this.#server) : reject(new Error('no address'))))
        })
      }
      async close() { await this.#server[Symbol.asyncDispose]() }
    }
    async function bootstrap() {
      const app = new Application()
      const cleanUp = async (signal) => {
        await app.close()
        tell('${word} closed')
        process.removeListener(signal, cleanUp)
        process.kill(process.pid, signal)
      }
      process.on('SIGTERM', cleanUp)
      await app.listen(${port}, '127.0.0.1')
      tell('${word}', 'listens')
    }
    void bootstrap()
  `,
}

const source = (framework: string, word: string, port?: number): string =>
  applications[framework]?.(word, port) ?? expect.fail()

test.each(Object.keys(applications))(
  'V21 %s: listens, is reloaded, fails in its own way, and shuts down',
  async (framework) => {
    const { captured, text, told, save, disposed, disposeFailures, leftovers, stray, errors } = await serve(
      source(framework, 'one'),
    )
    await expect.poll(() => told, seen).toEqual(['one listens'])
    expect(await text()).toBe('one 127.0.0.1')
    expect([await text('/throws'), await text('/rejects')]).toEqual(['one throws', 'one rejects'])
    using client = await openConnection(captured.addresses[0]?.port ?? 0)
    client.write(get('/wait'))
    await client.until(/one waits/)
    await save({ 'src/main.ts': source(framework, 'two') })
    expect(await text()).toBe('two 127.0.0.1')
    await expect.poll(() => told, seen).toEqual(['one listens', 'two listens'])
    const gone = disposed(1)
    client.socket.destroy()
    await gone
    expect(told).toEqual(['one listens', 'two listens', 'one closed'])
    expect({ disposeFailures, leftovers, stray, errors }).toEqual({
      disposeFailures: [],
      leftovers: [],
      stray: [],
      errors: [],
    })
  },
)

test.each(Object.keys(applications))('V21 %s: is told of a port in use, and fails its build', async (framework) => {
  const { captured, text } = await serve(source(framework, 'one'))
  const { reloader, told } = await start(source(framework, 'two', captured.addresses[0]?.port))
  expect(told.slice(-1)).toEqual(['two EADDRINUSE'])
  expect(reloader.failure?.code).toMatch(/HOTSEAT_PORT_IN_USE|HOTSEAT_APPLICATION_FAILED|HOTSEAT_LOAD_FAILED/)
  expect(await text()).toBe('one 127.0.0.1')
})
