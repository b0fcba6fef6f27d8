// The other style: the server is yours and is never reloaded; each handler asks for the current container.
// Run it with `node dev.ts`, edit src/greeter.ts, and reload the page.
import { tsyringe } from '@hotseat/container-tsyringe'
import { createReloader } from '@hotseat/core'
import { loader } from '@hotseat/loader'
import { chokidar } from '@hotseat/watcher-chokidar'
import express from 'express'
// Only the type: a class that is imported here would stay the first version for ever.
import type { Greeter } from './src/greeter.ts'

const port = Number(process.env['PORT'] ?? 5000)

const hot = createReloader({
  entry: 'src/app.ts',
  watcher: chokidar(),
  loader: loader(),
  container: tsyringe(),
})
hot.on('swap', ({ generation, total }) => console.log(`Generation ${generation} in ${Math.round(total)} ms`))
hot.on('build-failed', ({ error }) => console.error(String(error)))
await hot.start()

const app = express()
app.get('/', (request, response) => {
  const container = hot.lease(request).api
  response.send(container.resolve<Greeter>('Greeter').greet())
})

const server = app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error
  console.log(`Listening on http://127.0.0.1:${port}`)
})

function shutDown(): void {
  server.close(() => void hot.stop())
}

process.once('SIGINT', shutDown)
process.once('SIGTERM', shutDown)
