/**
 * An application under Vite, in the way that its documentation shows for servers: `ssrLoadModule` on each request.
 *
 * node src/vite-server.ts <folder> <library>
 */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer } from 'vite'

type App = (request: IncomingMessage, response: ServerResponse) => void

const [, , root = '.', library] = process.argv
const vite = await createServer({
  root,
  appType: 'custom',
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
})

let served: { readonly createApp: unknown; readonly app: App } | undefined

async function appNow(): Promise<App> {
  const { default: createApp } = await vite.ssrLoadModule('/src/app.ts')
  if (served?.createApp !== createApp) {
    served = { createApp, app: createApp(await newContainer()) }
  }
  if (!served) throw new Error('There is no application.')
  return served.app
}

async function newContainer(): Promise<unknown> {
  if (library === 'inversify') {
    const { Container } = await import('inversify')
    return new Container({ autobind: true })
  }
  await import('reflect-metadata')
  const { container } = await import('tsyringe')
  return container.createChildContainer()
}

const server = createHttpServer((request, response) => {
  appNow().then(
    (app) => app(request, response),
    (error: unknown) => response.writeHead(500).end(String(error)),
  )
})
server.listen(Number(process.env['PORT']), '127.0.0.1')
process.on('SIGTERM', () => process.exit())
