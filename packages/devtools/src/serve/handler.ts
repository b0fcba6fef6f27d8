import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HotseatError } from '@hotseat/core'
import type { Reserved } from '@hotseat/http'
import { errors } from '../errors.ts'
import { readBody, type Body } from '../guard/body.ts'
import type { Defences } from '../guard/defences.ts'
import { createRate } from '../guard/limits.ts'
import { prefix } from '../protocol.ts'
import { send, terse, type Answer } from './answer.ts'
import type { Route } from './routes.ts'

export interface HandlerOptions {
  readonly routes: readonly Route[]
  readonly defences: Defences
  readonly report: (error: HotseatError) => void
}

/** Serves the routes behind the guard, which is one for all of them, known and unknown. */
export function createHandler({ routes, defences, report }: HandlerOptions): Reserved {
  const { limits } = defences
  const table = new Map(routes.map((route) => [prefix + route.path, route]))
  const mayMutate = createRate(limits.mutations, Date.now)
  const mayOpenSession = createRate(limits.sessions, Date.now)
  let busy = 0

  function isWelcome(request: IncomingMessage): boolean {
    return defences.isAllowedHost(request) && defences.isLocal(request) && defences.isAllowedOrigin(request)
  }

  /** Why a request of this route is turned away. */
  function refusal(route: Route, request: IncomingMessage): Answer | undefined {
    if (route.access === 'session' && !defences.hasOrigin(request)) return terse(403)
    if (route.access === 'token' && !defences.hasToken(request)) return terse(403)
    if (route.method !== 'POST') return undefined
    if (!defences.isDeliberate(request)) return terse(403)
    const mayGoOn = route.isMutation ? mayMutate() : mayOpenSession()
    return mayGoOn ? undefined : terse(429, { 'retry-after': '1' })
  }

  async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
    const { url = '', method = '' } = request
    if (!isWelcome(request) || method === 'OPTIONS') return terse(403)
    const [path = '', search = ''] = url.split('?', 2)
    const route = table.get(path)
    if (!route) return terse(404)
    if (method !== route.method && !(method === 'HEAD' && route.method === 'GET')) {
      return terse(405, { allow: route.method === 'GET' ? 'GET, HEAD' : route.method })
    }
    const refused = refusal(route, request)
    if (refused) return refused
    const body = await bodyOf(route, request)
    if (body === undefined) return undefined
    if (typeof body === 'number') {
      // What still comes is dropped, so that the answer arrives; not for ever.
      setTimeout(() => request.complete || request.destroy(), limits.patience).unref()
      return terse(body)
    }
    return route.answer({ request, response, query: new URLSearchParams(search), body })
  }

  async function bodyOf(route: Route, request: IncomingMessage): Promise<Body | number | undefined> {
    if (route.method === 'GET') return new Map()
    const text = await readBody(request, limits.body, limits.patience)
    return typeof text === 'string' ? (defences.parse(text) ?? 400) : text
  }

  return {
    prefix,
    async handle(request, response) {
      if (busy >= limits.requests) return send(request, response, terse(503, { 'retry-after': '1' }), defences.headers)
      busy += 1
      const late = setTimeout(() => response.destroy(), 2 * limits.patience)
      // What a client does not read is taken back.
      response.once('close', () => clearTimeout(late))
      try {
        const answer = await answerTo(request, response)
        if (answer) send(request, response, answer, defences.headers)
        else clearTimeout(late)
      } catch (cause) {
        fail(request, response, cause)
      } finally {
        busy -= 1
      }
    },
    upgrade(request, socket) {
      refuseUpgrade(socket, isWelcome(request) ? '501 Not Implemented' : '403 Forbidden')
    },
  }

  function fail(request: IncomingMessage, response: ServerResponse, cause: unknown): void {
    report(errors.answerFailed(`${request.method} ${request.url?.split('?', 1)[0]}`, cause))
    if (response.destroyed) return
    if (response.headersSent) response.destroy()
    else send(request, response, terse(500), defences.headers)
  }
}

/** There is nothing here to be upgraded to. */
function refuseUpgrade(socket: Duplex, status: string): void {
  socket.resume()
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n`, () =>
    socket.destroy(),
  )
}
