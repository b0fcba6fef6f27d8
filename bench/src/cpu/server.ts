/**
 * One server to be measured: `node server.ts express|fastify plain|hotseat|devtools`. It sends its port, and from then on, to each
 * message, the microseconds of CPU that the process has used.
 */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ServerBinding } from '@hotseat/core'
import { createDevtools } from '@hotseat/devtools'
import { createListener } from '@hotseat/http'
import { express } from '@hotseat/server-express'
import { fastify } from '@hotseat/server-fastify'
import { expressApplication, fastifyApplication } from './applications.ts'
import { seat } from './seat.ts'

/** Never: a connection is idle while it is the others' turn. */
const keepAliveTimeout = 0
const [, , framework = '', how = ''] = process.argv

if (framework === 'express') await serve(express, expressApplication, (app) => app)
else await serve(fastify, fastifyApplication, (app) => (request, response) => app.routing(request, response))

async function serve<App>(
  binding: () => ServerBinding<App>,
  createApp: () => App | Promise<App>,
  listenerOf: (app: App) => RequestListener,
): Promise<void> {
  const port = how === 'plain' ? await plain(listenerOf(await createApp())) : await seated(binding, createApp)
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.(user + system)
  })
  process.on('disconnect', () => process.exit())
  process.send?.(port)
}

async function plain(answer: RequestListener): Promise<number> {
  const server = createServer({ keepAliveTimeout }, answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return addressOf(server.address())
}

async function seated<App>(binding: () => ServerBinding<App>, createApp: () => App | Promise<App>): Promise<number> {
  const reloader = await seat(binding(), createApp)
  const devtools = how === 'devtools' && createDevtools({ reloader, root: import.meta.dirname, version: '' })
  const { reserved, prepare } = devtools || {}
  const listener = createListener({ reloader, server: createServer({ keepAliveTimeout }), reserved, prepare })
  return (await listener.listen()).port
}

function addressOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  return address.port
}
