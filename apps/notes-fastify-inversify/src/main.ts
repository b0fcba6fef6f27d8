// Production: the same application, without Hotseat. `npm run build && npm start`
import 'reflect-metadata'
import { Container } from 'inversify'
import createApp, { configure } from './app.ts'
import { ownResources } from './resources.ts'

const port = Number(process.env['PORT'] ?? 5000)
const host = process.env['HOST'] ?? '127.0.0.1'

const container = new Container()
const shared = ownResources()
await configure(container, { shared })
const app = createApp(container)
console.log(`Listening on ${await app.listen({ port, host })}`)

async function shutDown(): Promise<void> {
  // Requests in flight finish first, streams are ended; then the services go, and what they were made of.
  await app.close()
  await container.unbindAllAsync()
  await shared.close()
}

process.once('SIGINT', () => void shutDown())
process.once('SIGTERM', () => void shutDown())
