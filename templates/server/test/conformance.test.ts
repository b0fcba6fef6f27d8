import { describeServerBinding } from '@hotseat/conformance/vitest'
import { mylib } from '../src/index.ts'
import { Router } from '../src/stand-in.ts'

describeServerBinding({
  binding: mylib(),
  // How an application is written with the framework.
  createApp({ answers, writes, upgrade }) {
    const app = new Router()
    for (const [path, answer] of Object.entries(answers)) app.on(path, (request) => answer(request))
    for (const [path, write] of Object.entries(writes)) {
      app.on(path, (request, response) => {
        write(request, response)
        return undefined
      })
    }
    app.upgrade = upgrade
    return app
  },
})
