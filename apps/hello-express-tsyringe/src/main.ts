// Production: the same application, without Hotseat. `npm run build && npm start`
import 'reflect-metadata'
import { container } from 'tsyringe'
import createApp, { configure } from './app.ts'

const port = Number(process.env['PORT'] ?? 5000)

configure(container)
const server = createApp(container).listen(port, (error) => {
  if (error) throw error
  console.log(`Listening on http://127.0.0.1:${port}`)
})

function shutDown(): void {
  // Requests in flight finish first; then the services are disposed.
  server.close(() => void container.dispose())
}

process.once('SIGINT', shutDown)
process.once('SIGTERM', shutDown)
