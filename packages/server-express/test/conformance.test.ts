import { describeServerBinding } from '@hotseat/conformance/vitest'
import expressApplication from 'express'
import { express } from '../src/index.ts'

describeServerBinding({
  binding: express(),
  createApp({ answers, writes, upgrade }) {
    const app = expressApplication().set('env', 'test').disable('etag')
    for (const [path, answer] of Object.entries(answers)) {
      app.all(path, async (request, response) => void response.send(await answer(request)))
    }
    for (const [path, write] of Object.entries(writes)) app.all(path, write)
    return upgrade ? app.addListener('upgrade', upgrade) : app
  },
})
