import type { EventEmitter } from 'node:events'
import { Server, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Plan } from '@hotseat/conformance'
import { describeServerBinding } from '@hotseat/conformance/vitest'
import type { ServerCapabilities } from '@hotseat/core'
import type { HttpServer } from '@hotseat/http'
import createExpress from 'express'
import createFastify from 'fastify'
import { bindingOf, serveCaptured } from './world/captured.ts'

/** Makes an application of a framework, and a server listen for it. */
type Listen = (plan: Plan, server: HttpServer) => void

/** The rules for server bindings, kept by applications that listen themselves. */
function describeCaptured(name: string, capabilities: ServerCapabilities, listen: Listen): void {
  describeServerBinding({
    binding: bindingOf(name, capabilities),
    serve: serveCaptured,
    createApp: (plan) => (server: HttpServer) => {
      const events: EventEmitter = server
      if (plan.upgrade) events.on('upgrade', plan.upgrade)
      if (plan.shutDown) process.on('SIGTERM', plan.shutDown)
      listen(plan, server)
    },
  })
}

describeCaptured('node:http', {}, ({ answers, writes }, server) => {
  const events: EventEmitter = server
  events.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    const { url = '/' } = request
    const write = writes[url]
    if (write) return write(request, response)
    const answer = answers[url]
    response.statusCode = answer ? 200 : 404
    response.end(await answer?.(request))
  })
  server.listen(0, '127.0.0.1')
})

// Their handlers are called by the framework, which tells nobody when they have settled.
describeCaptured('express', { http2: false, heldHandlers: false }, ({ answers, writes }, server) => {
  if (!(server instanceof Server)) throw new Error('Express 5 answers HTTP/1 only')
  const app = createExpress().set('env', 'test').disable('etag')
  for (const [path, answer] of Object.entries(answers)) {
    app.all(path, async (request, response) => void response.send(await answer(request)))
  }
  for (const [path, write] of Object.entries(writes)) app.all(path, write)
  const events: EventEmitter = server
  events.on('request', app)
  server.listen(0, '127.0.0.1')
})

describeCaptured('fastify', { heldHandlers: false }, ({ answers, writes }, server) => {
  const isPlain = server instanceof Server
  const app = createFastify(isPlain ? { serverFactory: (handler) => server.on('request', handler) } : {})
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  for (const [path, answer] of Object.entries(answers)) app.all(path, async ({ raw }) => await answer(raw))
  for (const [path, write] of Object.entries(writes)) {
    app.all(path, ({ raw }, reply) => {
      reply.hijack()
      write(raw, reply.raw)
    })
  }
  process.on('SIGTERM', async () => await app.close())
  if (isPlain) {
    void app.listen({ port: 0, host: '127.0.0.1' })
    return
  }
  const events: EventEmitter = server
  app.ready(() => {
    events.on('request', (request, response) => app.routing(request, response))
    server.listen(0, '127.0.0.1')
  })
})
