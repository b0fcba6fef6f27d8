import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import type { Lease, Mounted, ServerBinding } from '@hotseat/core'
import type { MemoryApplication } from '../memory/server-binding.ts'
import { createBeyond, serverOf, type Beyond } from './server-beyond.ts'

/** For each rule for server bindings, what breaks it. */
export const serverFaults = {
  'server/keeps-the-port': 'closes the server with its application',
  'server/serves-the-new-routes': 'knows the paths of the first application',
  'server/keeps-connections': 'closes each connection',
  'server/refuses-what-is-no-application': 'mounts anything',
  'server/requests-finish-where-they-began': 'a new application ends the requests of the old',
  'server/uploads-cross-a-swap': 'begins with the body before the application does',
  'server/streams-flow-across-a-swap': 'holds back what is written',
  'server/pipelines-keep-their-order': 'answers one request of a connection at a time',
  'server/swaps-in-quick-succession': 'never closes what was never asked',
  'server/swaps-under-load': 'refuses every twentieth request',
  'server/outlives-the-client': 'does not wait for handlers',
  'server/aborts-release': 'waits for responses to finish',
  'server/aborted-pipelines-release': 'waits for queued responses to finish',
  'server/hijacked-responses-release': 'waits for responses to close',
  'server/failures-are-answered': 'swallows failures',
  'server/early-refusals-arrive': 'waits for the whole body',
  'server/bodiless-answers-stay-so': 'answers conditional requests in full',
  'server/upgrades-reach-the-seat': 'upgrades go to the first application',
  'server/sockets-hold-their-generation': 'a second application ends the sockets of the first',
  'server/half-open-sockets-stay': 'ends half-open sockets',
  'server/unwanted-upgrades-are-refused': 'takes every upgrade',
  'server/sessions-move-on': 'answers HTTP/1 only',
  'server/reset-streams-release': 'keeps what is aborted over HTTP/2',
  'server/handlers-know-their-request': 'runs handlers outside of their request',
  'server/scopes-are-made-when-asked-for': 'makes a scope for each request',
  'server/failing-scopes-release': 'waits for the scope that waits for it',
  'server/shuts-down-once': 'shuts down twice',
  'server/shuts-down-last': 'a new application shuts down the old',
  'server/closes-twice': 'a second close throws',
  'server/leaves-no-listener': 'listens to the server for each application',
  'server/old-applications-are-collected': 'keeps every application',
} as const satisfies Readonly<Record<string, string>>

export type ServerFault = (typeof serverFaults)[keyof typeof serverFaults]

type Binding = ServerBinding<MemoryApplication>
type LeaseOf = (request: IncomingMessage) => Lease<unknown>
/** Changes what is mounted. */
type Planted = (mounted: Mounted, beyond: Beyond, leaseOf: LeaseOf, app: MemoryApplication) => Mounted

const planted: Readonly<Record<ServerFault, Planted>> = {
  'closes the server with its application': (mounted) => {
    let server: Server | undefined
    return {
      ...mounted,
      handle(request, response) {
        server = serverOf(request.socket)
        return mounted.handle(request, response)
      },
      close: async () => void server?.close(),
    }
  },
  'knows the paths of the first application': (mounted, beyond, _leaseOf, app) => ({
    ...mounted,
    async handle(request, response) {
      const first = beyond.ofServer(request, app)
      const { url = '' } = request
      if (url in first.plan.answers || url in first.plan.writes) await mounted.handle(request, response)
      else response.writeHead(404).end()
    },
  }),
  'closes each connection': (mounted) => ({
    ...mounted,
    handle(request, response) {
      response.setHeader('connection', 'close')
      return mounted.handle(request, response)
    },
  }),
  // Planted where it mounts.
  'mounts anything': (mounted) => mounted,
  'a new application ends the requests of the old': (mounted, { responses }) => {
    for (const response of responses) response.destroy()
    return {
      ...mounted,
      handle(request, response) {
        responses.add(response)
        response.once('close', () => responses.delete(response))
        return mounted.handle(request, response)
      },
    }
  },
  'begins with the body before the application does': (mounted) => ({
    ...mounted,
    async handle(request, response) {
      request.resume()
      if (request.method === 'POST') await setTimeout(10)
      await mounted.handle(request, response)
    },
  }),
  'holds back what is written': (mounted) => ({
    ...mounted,
    handle(request, response) {
      response.cork()
      return mounted.handle(request, response)
    },
  }),
  'answers one request of a connection at a time': (mounted, { kept }) => ({
    ...mounted,
    async handle(request, response) {
      if (kept.includes(request.socket)) return
      kept.push(request.socket)
      response.once('close', () => kept.splice(kept.indexOf(request.socket), 1))
      await mounted.handle(request, response)
    },
  }),
  'never closes what was never asked': (mounted) => {
    let isAsked = false
    return {
      ...mounted,
      handle(request, response) {
        isAsked = true
        return mounted.handle(request, response)
      },
      close: async () => (isAsked ? await mounted.close?.() : await setTimeout(60_000, undefined, { ref: false })),
    }
  },
  'refuses every twentieth request': (mounted, beyond) => ({
    ...mounted,
    async handle(request, response) {
      if (beyond.count(request) % 20 === 0) response.writeHead(503).end()
      else await mounted.handle(request, response)
    },
  }),
  'does not wait for handlers': (mounted) => ({
    ...mounted,
    handle(request, response) {
      void (async () => await mounted.handle(request, response))().catch(() => response.writeHead(500).end())
    },
  }),
  'waits for responses to finish': waiting((_request, response) => once(response, 'finish')),
  'waits for queued responses to finish': waiting((_request, response) =>
    response.socket ? undefined : once(response, 'finish'),
  ),
  // One that never had a socket does not close either, on Node 22.
  'waits for responses to close': waiting((_request, response) =>
    response.socket ? once(response, 'close') : undefined,
  ),
  'swallows failures': (mounted) => ({
    ...mounted,
    handle: async (request, response) => await (async () => mounted.handle(request, response))().catch(() => undefined),
  }),
  'waits for the whole body': waiting((request) =>
    request.method === 'POST' && !request.complete ? once(request, 'end') : undefined,
  ),
  'answers conditional requests in full': (mounted) => ({
    ...mounted,
    handle(request, response) {
      delete request.headers['if-none-match']
      return mounted.handle(request, response)
    },
  }),
  'upgrades go to the first application': (mounted, beyond, _leaseOf, app) => ({
    ...mounted,
    ...(mounted.upgrade && {
      upgrade: (request, socket, head) => beyond.ofServer(request, app).upgrade(request, socket, head),
    }),
  }),
  'a second application ends the sockets of the first': (mounted, { sockets }) => {
    for (const socket of sockets) socket.destroy()
    return withSockets(mounted, (socket) => sockets.add(socket))
  },
  'ends half-open sockets': (mounted) => withSockets(mounted, (socket) => socket.on('end', () => socket.destroy())),
  'takes every upgrade': (mounted) => ({ upgrade: () => undefined, ...mounted }),
  'answers HTTP/1 only': (mounted) => ({
    ...mounted,
    handle: (request, response) =>
      request.httpVersionMajor === 1 ? mounted.handle(request, response) : response.writeHead(505).end(),
  }),
  'keeps what is aborted over HTTP/2': (mounted, _beyond, leaseOf) => ({
    ...mounted,
    handle(request, response) {
      const lease = leaseOf(request)
      if (request.httpVersionMajor === 2) request.once('aborted', () => lease.hold(new Promise(() => undefined)))
      return mounted.handle(request, response)
    },
  }),
  'runs handlers outside of their request': (mounted) => {
    const outside = AsyncLocalStorage.snapshot()
    return { ...mounted, handle: (request, response) => outside(() => mounted.handle(request, response)) }
  },
  'waits for the scope that waits for it': (mounted, _beyond, leaseOf) => ({
    ...mounted,
    handle(request, response) {
      const lease = leaseOf(request)
      const scopeOf = (): unknown => Reflect.get(Object.getPrototypeOf(lease), 'scope', lease)
      Object.defineProperty(lease, 'scope', {
        configurable: true,
        get() {
          lease.hold(new Promise(() => undefined))
          return scopeOf()
        },
      })
      return mounted.handle(request, response)
    },
  }),
  'shuts down twice': (mounted, _beyond, _leaseOf, app) => ({
    ...mounted,
    async close() {
      await mounted.close?.()
      await app.plan.shutDown?.()
    },
  }),
  'a new application shuts down the old': (mounted, { mounts }) => {
    for (const old of mounts.splice(0)) void old.close?.()
    mounts.push(mounted)
    return mounted
  },
  'a second close throws': (mounted) => {
    let isClosed = false
    return {
      ...mounted,
      async close() {
        if (isClosed) throw new Error('it is closed')
        isClosed = true
        await mounted.close?.()
      },
    }
  },
  'listens to the server for each application': (mounted) => {
    let isListening = false
    return {
      ...mounted,
      handle(request, response) {
        if (!isListening) serverOf(request.socket)?.on('clientError', (_error, socket) => socket.destroy())
        isListening = true
        return mounted.handle(request, response)
      },
    }
  },
  'makes a scope for each request': (mounted, _beyond, leaseOf) => ({
    ...mounted,
    async handle(request, response) {
      if (leaseOf(request).scope) await mounted.handle(request, response)
    },
  }),
  'keeps every application': (mounted, { kept }) => {
    kept.push(mounted)
    return mounted
  },
}

export function plantServerFault(binding: Binding, fault: ServerFault): Binding {
  const beyond = createBeyond()
  return {
    ...binding,
    async mount(app, leaseOf) {
      if (fault === 'mounts anything' && !('plan' in Object(app))) return { handle: () => undefined }
      const right = await binding.mount(app, leaseOf)
      return planted[fault](right, beyond, leaseOf, app)
    },
  }
}

function waiting(
  forWhat: (request: IncomingMessage, response: ServerResponse) => Promise<unknown> | undefined,
): Planted {
  return (mounted) => ({
    ...mounted,
    async handle(request, response) {
      const waited = forWhat(request, response)
      // Of an error nobody is told: this is about what never comes.
      await Promise.all([mounted.handle(request, response), waited?.catch(() => new Promise(() => undefined))])
    },
  })
}

function withSockets(mounted: Mounted, seen: (socket: Duplex) => unknown): Mounted {
  if (!mounted.upgrade) return mounted
  return {
    ...mounted,
    upgrade(request, socket, head) {
      seen(socket)
      mounted.upgrade?.(request, socket, head)
    },
  }
}
