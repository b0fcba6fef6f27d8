import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Body } from '../guard/body.ts'
import type { Defences } from '../guard/defences.ts'
import { prefix, type Session } from '../protocol.ts'
import { json, terse, type Answer } from './answer.ts'
import { listAssets } from './assets.ts'
import { inspectorPage } from './page.ts'
import type { Views } from './views.ts'

/** A request that has passed the guard. */
export interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly query: URLSearchParams
  /** Of a POST; empty otherwise. */
  readonly body: Body
}

/** What is served at one path. */
export interface Route {
  /** Below the prefix. */
  readonly path: string
  readonly method: 'GET' | 'POST'
  /** `public`: to every local page that may see it. `session`: also to one without the token, which it is to get. */
  readonly access: 'public' | 'session' | 'token'
  /** It changes something, or begins a process. */
  readonly isMutation?: true
  /** Undefined: the response is taken over, and stays open. */
  answer(call: Call): Answer | undefined | Promise<Answer | undefined>
}

/** All that is served, and nothing else is. A path of a client's is looked up here, and goes nowhere else. */
export function routesOf(views: Views, defences: Defences): readonly Route[] {
  const { open } = views
  const page = (): Answer => inspectorPage((nonce) => defences.contentPolicy(nonce))
  return [
    {
      path: '',
      method: 'GET',
      access: 'public',
      answer: () => ({ ...terse(308), headers: { location: `${prefix}/` } }),
    },
    { path: '/', method: 'GET', access: 'public', answer: page },
    ...assetRoutes(),
    {
      path: '/session',
      method: 'POST',
      access: 'session',
      answer: () => json({ token: defences.token } satisfies Session),
    },
    seen('/state', () => views.state()),
    seen('/timeline', () => views.timeline()),
    seen('/modules', () => views.modules()),
    seen('/container', () => views.container()),
    seen('/leases', () => views.leases()),
    seen('/instantiated', ({ query }) => views.instantiated(Number(query.get('generation')))),
    seen('/frame', ({ query }) => views.frame(query.get('id') ?? '')),
    {
      path: '/events',
      method: 'GET',
      access: 'token',
      answer: ({ request, response, query }) => {
        if (request.method === 'HEAD') return { ...terse(200), type: 'text/event-stream; charset=utf-8', body: '' }
        const audience = query.get('for') === 'inspector' ? 'inspector' : 'page'
        return views.follow(response, audience) ? undefined : terse(503, { 'retry-after': '5' })
      },
    },
    {
      path: '/reload',
      method: 'POST',
      access: 'token',
      isMutation: true,
      answer: () => {
        views.reload()
        return json({}, 202)
      },
    },
    ...(open
      ? [
          {
            path: '/open',
            method: 'POST',
            access: 'token',
            isMutation: true,
            answer: ({ body }: Call) => (open(body.get('id')) ? json({}, 202) : terse(404)),
          } satisfies Route,
        ]
      : []),
  ]
}

/** A view; 404 as long as there is nothing to see. */
function seen(path: string, view: (call: Call) => unknown): Route {
  return {
    path,
    method: 'GET',
    access: 'token',
    answer: (call) => {
      const value = view(call)
      return value === undefined ? terse(404) : json(value)
    },
  }
}

function assetRoutes(): Route[] {
  return listAssets().map(({ name, type, read }) => ({
    path: `/assets/${name}`,
    method: 'GET',
    access: 'public',
    answer: ({ request }) => {
      const { body, tag } = read()
      const headers = { etag: tag, 'cache-control': 'no-cache' }
      if (request.headers['if-none-match'] === tag) return { status: 304, type, body: '', headers }
      return { status: 200, type, body, headers }
    },
  }))
}
