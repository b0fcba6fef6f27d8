import { describeServerBinding } from '@hotseat/conformance/vitest'
import createFastify from 'fastify'
import { fastify } from '../src/index.ts'

describeServerBinding({
  binding: fastify(),
  createApp({ answers, writes, upgrade, shutDown }) {
    const app = createFastify()
    // Bodies are left to the handlers.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    for (const [path, answer] of Object.entries(answers)) {
      app.all(path, async (request) => await answer(request.raw))
    }
    for (const [path, write] of Object.entries(writes)) {
      app.all(path, (request, reply) => {
        reply.hijack()
        write(request.raw, reply.raw)
      })
    }
    if (shutDown) app.addHook('onClose', async () => void (await shutDown()))
    if (upgrade) app.server.on('upgrade', upgrade)
    return app
  },
})
