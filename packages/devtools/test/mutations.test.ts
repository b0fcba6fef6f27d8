import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import type { Route } from '../src/serve/routes.ts'
import type { State } from '../src/protocol.ts'
import type { Question } from './world/asking.ts'
import { askEach, questionsTo } from './world/routes.ts'
import { deliberately, greeting, serve, type Served } from './world/served.ts'

test('reload is asked for by a POST, and done', async () => {
  const served = await serve()
  const swapped = Promise.withResolvers<number>()
  served.reloader.on('swap', ({ generation }) => swapped.resolve(generation))
  const { status } = await served.askAsPage('/__hotseat/reload', { method: 'POST', body: '{}' })
  expect([status, await swapped.promise]).toEqual([202, 2])
})

/** As a form, or a script of another origin, could ask without asking first. */
const careless: readonly Question[] = [
  { headers: { 'content-type': 'text/plain' } },
  { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { headers: { 'content-type': 'multipart/form-data; boundary=a' } },
  { headers: { 'content-type': 'application/jsonx' } },
  { headers: { 'content-type': 'text/plain; application/json' } },
  { headers: { 'content-type': [] } },
  { headers: { 'x-hotseat': [] } },
]

async function checkDeliberate(served: Served): Promise<void> {
  for (const { path, method } of served.routes) {
    if (method !== 'POST') continue
    for (const question of careless) {
      const headers = { ...question.headers, origin: served.url }
      const { status } = await served.askAsPage(`/__hotseat${path}`, { method, body: '{}', headers })
      expect([path, question, status]).toEqual([path, question, 403])
    }
    for (const other of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH']) {
      const reply = await served.askAsPage(`/__hotseat${path}`, { method: other })
      expect([path, other, reply.status, reply.headers['allow']]).toEqual([path, other, 405, 'POST'])
    }
  }
}

test('S9 what changes something is a POST that no form can send', async () => {
  await checkDeliberate(await serve(greeting, { editor: ['true'] }))
})

test('S9 a server that takes a form is caught', async () => {
  await expect(checkDeliberate(await serve(greeting, { without: { isDeliberate: () => true } }))).rejects.toThrow(
    'deeply equal',
  )
})

test('S9 a server that looks at the type alone is caught', async () => {
  const isDeliberate = ({ headers }: { readonly headers: Readonly<Record<string, string | string[] | undefined>> }) =>
    headers['content-type'] === 'application/json'
  await expect(checkDeliberate(await serve(greeting, { without: { isDeliberate } }))).rejects.toThrow('deeply equal')
})

test('a body that is no JSON object is not understood', async () => {
  const served = await serve()
  for (const body of ['', '{', '[]', 'null', '1', '"a"']) {
    const { status } = await served.askAsPage('/__hotseat/reload', { method: 'POST', body })
    expect([body, status]).toEqual([body, 400])
  }
})

/** Names an id by way of a prototype. */
async function checkPrototype(served: Served): Promise<void> {
  const location = { file: import.meta.filename, line: 1, column: 1 }
  await served.fail(new HotseatError({ code: 'HOTSEAT_TEST', message: 'broken', location }))
  const state: State = JSON.parse((await served.askAsPage('/__hotseat/state')).text)
  const id = state.failure?.place?.id ?? expect.fail('no place')
  for (const body of [`{"__proto__":{"id":"${id}"}}`, `{"constructor":{"prototype":{"id":"${id}"}}}`]) {
    const { status } = await served.askAsPage('/__hotseat/open', { method: 'POST', body })
    expect([body, status, Reflect.get({}, 'id')]).toEqual([body, 404, undefined])
  }
}

const here = { editor: ['true'], root: import.meta.dirname } as const

test('S16 what is sent reaches no prototype', async () => {
  await checkPrototype(await serve(greeting, here))
})

test('S16 a server that copies what is sent into an object is caught', async () => {
  const parse = (text: string): ReadonlyMap<string, unknown> => {
    const target: Record<string, unknown> = {}
    const sent: Readonly<Record<string, unknown>> = JSON.parse(text)
    for (const key of Object.keys(sent)) target[key] = sent[key]
    const found = new Map<string, unknown>()
    for (const key in target) found.set(key, target[key])
    return found
  }
  const served = await serve(greeting, { ...here, without: { parse } })
  await expect(checkPrototype(served)).rejects.toThrow('deeply equal')
})

/** Asks for all that there is to see, and finds all as it was. */
async function checkReadOnly(served: Served, routes: readonly Route[] = served.routes): Promise<void> {
  const changing = routes.filter(({ method, isMutation }) => method !== 'GET' || isMutation).map(({ path }) => path)
  expect(changing.toSorted()).toEqual(['/open', '/reload', '/session'])
  const seen = () => ({
    seat: served.reloader.seat,
    isPaused: served.reloader.isPaused,
    generations: served.reloader.generations().map(({ generation, state }) => [generation, state]),
    failure: served.reloader.failure,
  })
  const before = seen()
  for (const [path, question] of questionsTo(served)) {
    if (changing.some((each) => path === `/__hotseat${each}`)) continue
    for (const query of ['', '?reload', '?generation=1&id=1&pause=1']) {
      const method = path.endsWith('/events') ? 'HEAD' : question.method
      await served.askAsPage(path + query, { ...question, ...(method && { method }) })
    }
  }
  await served.reloader.settled()
  expect(seen()).toEqual(before)
}

test('S19 the inspector only looks: reload is all that it can do to the application', async () => {
  await checkReadOnly(await serve(greeting, { editor: ['true'] }))
})

test('S19 a further thing to do, or a look that does something, is caught', async () => {
  const served = await serve(greeting, { editor: ['true'] })
  const further: Route = { ...(served.routes[0] ?? expect.fail()), path: '/pause', method: 'POST', isMutation: true }
  await expect(checkReadOnly(served, [...served.routes, further])).rejects.toThrow('deeply equal')
  const pausing: Served = {
    ...served,
    askAsPage(path, question) {
      served.reloader.pause()
      return served.askAsPage(path, question)
    },
  }
  await expect(checkReadOnly(pausing)).rejects.toThrow('deeply equal')
})

test('whoever sends no token can do nothing, even with all else right', async () => {
  const served = await serve()
  const headers = { ...deliberately, origin: served.url }
  const { status } = await served.ask('/__hotseat/reload', { method: 'POST', body: '{}', headers })
  expect([status, served.reloader.seat]).toEqual([403, { kind: 'generation', generation: 1 }])
  expect((await askEach(served, {})).length).toBeGreaterThan(10)
})
