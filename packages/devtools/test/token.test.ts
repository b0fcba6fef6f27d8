import { expect, test, vi } from 'vitest'
import * as crypto from 'node:crypto'
import { createToken, isToken } from '../src/guard/token.ts'
import { questionsTo } from './world/routes.ts'
import { deliberately, greeting, serve, type Served } from './world/served.ts'

vi.mock('node:crypto', { spy: true })

async function tokenOf(served: Served): Promise<string> {
  const reply = await served.askAsPage('/__hotseat/session', {
    method: 'POST',
    body: '{}',
    headers: { origin: served.url },
  })
  const session: { readonly token: string } = JSON.parse(reply.text)
  return session.token
}

async function checkToken(served: Served): Promise<void> {
  const token = await tokenOf(served)
  const wrong = [[], '', 'undefined', token.slice(0, -1), `${token}a`, token.toUpperCase(), 'x'.repeat(token.length)]
  for (const each of wrong) {
    for (const origin of [[], served.url]) {
      for (const [path, { access }] of served.routes.map((route) => [route.path, route] as const)) {
        if (access !== 'token') continue
        const [, question] = questionsTo(served).find(([asked]) => asked === `/__hotseat${path}`) ?? expect.fail(path)
        const headers = { ...deliberately, origin, 'x-hotseat-token': each }
        const { status, text } = await served.ask(`/__hotseat${path}`, { ...question, headers })
        expect([path, status, text]).toEqual([path, 403, 'Forbidden\n'])
      }
    }
  }
}

test('S4 without the token nothing is shown and nothing done, also where no origin is named', async () => {
  await checkToken(await serve(greeting, { editor: ['true'] }))
})

test('S4 a server that asks for no token is caught', async () => {
  await expect(checkToken(await serve(greeting, { without: { hasToken: () => true } }))).rejects.toThrow('403')
})

test('S4 a server that asks pages of its own for none is caught', async () => {
  const hasToken = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): boolean =>
    headers['origin'] !== undefined
  await expect(checkToken(await serve(greeting, { without: { hasToken } }))).rejects.toThrow('403')
})

test('S4 every route is behind the token but the page, its files and the session', async () => {
  const { routes } = await serve(greeting, { editor: ['true'] })
  const open = routes.filter(({ access }) => access !== 'token').map(({ path }) => path)
  expect(open.filter((path) => !path.startsWith('/assets/'))).toEqual(['', '/', '/session'])
})

test('S4 a token has 256 bits, and there is another for every process', () => {
  const tokens = Array.from({ length: 100 }, createToken)
  expect(new Set(tokens).size).toBe(100)
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  for (const bit of Array.from({ length: 256 }, (_, index) => index)) {
    const values = tokens.map((token) => (Buffer.from(token, 'base64url')[bit >> 3] ?? 0) & (1 << (bit & 7)))
    expect(new Set(values).size).toBe(2)
  }
})

/** What is compared has the same length whatever was given, and is compared by Node's own means. */
function checkConstantTime(compare: (given: string, token: string) => boolean): void {
  const token = createToken()
  for (const given of ['', token.slice(0, 5), token, `${token}${token}`]) {
    vi.mocked(crypto.timingSafeEqual).mockClear()
    expect(compare(given, token)).toBe(given === token)
    expect(vi.mocked(crypto.timingSafeEqual)).toHaveBeenCalledOnce()
  }
}

test('S4 a token is compared in constant time', () => checkConstantTime(isToken))

test('S4 a token that is compared letter by letter is caught', () => {
  expect(() => checkConstantTime((given, token) => given === token)).toThrow('once')
  expect(() =>
    checkConstantTime(
      (given, token) => given.length === token.length && crypto.timingSafeEqual(Buffer.from(given), Buffer.from(token)),
    ),
  ).toThrow('once')
})

/** What a script of any page can load or read without asking. */
async function checkTokenIsKept(served: Served): Promise<void> {
  const token = await tokenOf(served)
  for (const { path, access, method } of served.routes) {
    if (access === 'session') continue
    const { text, headers } = await served.ask(`/__hotseat${path}`, { method })
    expect([path, `${text}${JSON.stringify(headers)}`.includes(token)]).toEqual([path, false])
  }
  const { text } = await served.ask('/', { headers: { accept: 'text/html' } })
  expect(text).not.toContain(token)
}

test('S5 the token is in nothing that a page of another origin could load', async () => {
  await checkTokenIsKept(await serve())
})

test('S5 a server whose page has the token in it is caught', async () => {
  const token = createToken()
  const contentPolicy = (): string => `default-src 'none'; report-uri /${token}`
  const served = await serve(greeting, { without: { token, hasToken: () => false, contentPolicy } })
  await expect(checkTokenIsKept(served)).rejects.toThrow('false')
})
