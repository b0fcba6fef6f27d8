import { tracingChannel } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import { gate, get, openConnection, serve, textOf, type CreateApp } from '@hotseat/conformance/serving'
import type { ServerBinding } from '@hotseat/core'
import expressApplication, { Router, type Express, type NextFunction, type Request, type Response } from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { express } from '../src/index.ts'

const greeting: CreateApp = (api) =>
  expressApplication().get('/', (_request, response) => {
    response.send(api.greet())
  })

test('V11 what a handler throws is for the application’s own error handler, and else for Express’s', async () => {
  await using served = await serve(express(), (api) =>
    expressApplication()
      .set('env', 'test')
      .get('/handled', () => Promise.reject(new Error(api.greet())))
      .use('/handled', (error: Error, _request: Request, response: Response, _next: NextFunction) => {
        response.status(418).send(error.message)
      })
      .get('/unhandled', () => {
        throw new Error('oh')
      }),
  )
  const handled = await fetch(`${served.url}/handled`)
  expect([handled.status, await handled.text()]).toEqual([418, 'hello from 1'])
  expect((await fetch(`${served.url}/unhandled`)).status).toBe(500)
})

/** Applications in which something goes on after the client has left. `work` is what does. */
const asynchronous: Readonly<Record<string, (work: () => Promise<void>) => Express>> = {
  'a handler': (work) => expressApplication().get('/:id', work),
  'a handler of a nested router': (work) => expressApplication().use(Router().use(Router().get('/:id', work))),
  middleware: (work) =>
    expressApplication().use(async (_request, response, next) => {
      await work()
      if (!response.destroyed) next()
    }),
  'a handler behind asynchronous middleware': (work) =>
    expressApplication()
      .use((_request, _response, next) => void setImmediate(next))
      .use(async (_request, _response, next) => {
        await Promise.resolve()
        next()
      })
      .get('/:id', work),
  'an error handler': (work) =>
    expressApplication()
      .get('/:id', () => Promise.reject(new Error('on to the error handler')))
      .use(async (_error: Error, _request: Request, _response: Response, _next: NextFunction) => work()),
  'a callback for a parameter': (work) => {
    const router = Router()
    router.param('id', work)
    return expressApplication().use(router.get('/:id', () => {}))
  },
}

async function checkOutlivesClient(
  what: keyof typeof asynchronous,
  binding: ServerBinding<Express> = express(),
): Promise<void> {
  const createApp = asynchronous[what] ?? expect.fail(`no such application: ${what}`)
  using slow = gate()
  const resolved = Promise.withResolvers<string>()
  const left = Promise.withResolvers<void>()
  await using served = await serve(binding, (api) => {
    const app = expressApplication().set('env', 'test')
    app.use((_request, response, next) => {
      response.on('close', () => left.resolve())
      next()
    })
    const work = async (): Promise<void> => {
      await slow.pass()
      try {
        resolved.resolve(api.greet())
      } catch (error) {
        resolved.reject(error)
      }
    }
    return app.use(createApp(work))
  })
  using client = await openConnection(served.port)
  client.write(get('/1'))
  await slow.reached
  await served.swap(greeting)
  client.socket.destroy()
  await left.promise
  // Whatever a release at this point would set off has happened once another request has been answered.
  expect(await textOf(served.url)).toBe('hello from 2')
  const disposed = served.event('disposed')
  slow.open()
  expect(await resolved.promise).toBe('hello from 1')
  expect(await disposed).toMatchObject({ generation: 1 })
}

for (const what of Object.keys(asynchronous)) {
  test(`V10 ${what} that runs on after the client left still has its container`, async () => {
    await checkOutlivesClient(what)
  })
}

test('V10 planted bug: a binding that only calls the application is caught', async () => {
  const naive: ServerBinding<Express> = {
    name: 'naive',
    mount: (app) => Promise.resolve({ handle: (request, response) => void app(request, response) }),
  }
  await expect(checkOutlivesClient('a handler', naive)).rejects.toThrow('generation 1 is disposed')
})

test('V25 the router is listened to once, however many applications are mounted, and no more when all are closed', async () => {
  const channel = tracingChannel('express.router.request')
  const before = channel.end.hasSubscribers
  const binding = express()
  const leaseOf = (): never => expect.fail('nothing was requested')
  const [first, second] = await Promise.all([0, 1].map(() => binding.mount(expressApplication(), leaseOf)))
  expect([before, channel.end.hasSubscribers, channel.asyncEnd.hasSubscribers]).toEqual([false, true, true])
  await first?.close?.()
  await first?.close?.()
  expect(channel.end.hasSubscribers).toBe(true)
  await second?.close?.()
  expect([channel.end.hasSubscribers, channel.asyncEnd.hasSubscribers]).toEqual([false, false])
})

test('an Express application of the user’s own beside it is none of its concern', async () => {
  await using _served = await serve(express(), greeting)
  const server = createServer(
    expressApplication().get('/', async (_request, response) => {
      await Promise.resolve()
      response.send('mine')
    }),
  )
  onTestFinished(() => server.close().closeAllConnections())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  expect(await (await fetch(`http://127.0.0.1:${address.port}`)).text()).toBe('mine')
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a server', createServer()],
  ['a router', Router()],
  ['a function', () => {}],
  ['an object', {}],
  ['a string', 'app'],
])('V20 createApp that returns %s is told what to return, and the old generation serves', async (what, returned) => {
  await using served = await serve(express(), greeting)
  await expect(served.swap(() => returned)).rejects.toMatchObject({
    code: 'HOTSEAT_EXPRESS_NOT_AN_APPLICATION',
    message: expect.stringMatching(new RegExp(`returned ${what}.*return app$`)),
  })
  expect(await textOf(served.url)).toBe('hello from 1')
})
