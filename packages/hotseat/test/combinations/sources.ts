/** The source of one application: a service by each container, behind each server. All say the same, and in the same way. */
export type Sources = Readonly<Record<string, string>>

const tsconfig = JSON.stringify({ compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true } })

/** What is edited: two levels below the entry. */
export function words(word: string): Sources {
  return { 'src/words.ts': `export const WORD: string = '${word}'\n` }
}

export const containers: Readonly<Record<'tsyringe' | 'inversify', Sources>> = {
  tsyringe: {
    'src/container.ts': `
      import 'reflect-metadata'
      import { injectable, type DependencyContainer } from 'tsyringe'
      import { WORD } from './words'

      @injectable() class Words { readonly word = WORD }
      @injectable() export class Speaker {
        constructor(private readonly words: Words) {}
        say(): string { return this.words.word }
      }
      export function configure(container: DependencyContainer): void { container.registerSingleton(Speaker) }
      export function speakerOf(container: DependencyContainer): Speaker { return container.resolve(Speaker) }
    `,
  },
  inversify: {
    'src/container.ts': `
      import 'reflect-metadata'
      import { injectable, type Container } from 'inversify'
      import { WORD } from './words'

      @injectable() class Words { readonly word = WORD }
      @injectable() export class Speaker {
        constructor(private readonly words: Words) {}
        say(): string { return this.words.word }
      }
      export function configure(container: Container): void {
        container.bind(Words).toSelf()
        container.bind(Speaker).toSelf().inSingletonScope()
      }
      export function speakerOf(container: Container): Speaker { return container.get(Speaker) }
    `,
  },
}

export const servers: Readonly<Record<'express' | 'fastify', Sources>> = {
  express: {
    'src/app.ts': `
      import express, { type Express } from 'express'
      import { WebSocketServer } from 'ws'
      import { speakerOf } from './container'
      export { configure } from './container'

      export default function createApp(container: never): Express {
        const speaker = speakerOf(container)
        const app = express()
        app.get('/', (_request, response) => { response.send(speaker.say()) })
        app.get('/stream', (_request, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          const timer = setInterval(() => response.write(\`data: \${speaker.say()}\\n\\n\`), 10)
          response.on('close', () => clearInterval(timer))
        })
        const sockets = new WebSocketServer({ noServer: true })
        app.addListener('upgrade', (request, socket, head) => {
          sockets.handleUpgrade(request, socket, head, (client) => client.on('message', () => client.send(speaker.say())))
        })
        return app
      }
    `,
  },
  fastify: {
    'src/app.ts': `
      import websocket from '@fastify/websocket'
      import fastify, { type FastifyInstance } from 'fastify'
      import { speakerOf } from './container'
      export { configure } from './container'

      export default function createApp(container: never): FastifyInstance {
        const speaker = speakerOf(container)
        const app = fastify()
        app.get('/', async () => speaker.say())
        app.get('/stream', (_request, reply) => {
          reply.hijack()
          reply.raw.writeHead(200, { 'content-type': 'text/event-stream' })
          const timer = setInterval(() => reply.raw.write(\`data: \${speaker.say()}\\n\\n\`), 10)
          reply.raw.on('close', () => clearInterval(timer))
        })
        app.register(websocket)
        app.register(async (scope) => {
          scope.get('/socket', { websocket: true }, (client) => {
            client.on('message', () => client.send(speaker.say()))
          })
        })
        return app
      }
    `,
  },
}

export const shared: Sources = { 'tsconfig.json': tsconfig, 'package.json': '{ "type": "module" }' }
