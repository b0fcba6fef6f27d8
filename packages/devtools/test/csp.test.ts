import { expect, test } from 'vitest'
import { verdictOf, type Verdict } from '../src/inject/csp.ts'
import { askBoth, checkUntouched, forPage, html, serveHandler, tag } from './world/pages.ts'

const self = { scheme: 'http', authority: 'localhost:5000' } as const

const allowed: readonly (readonly [policies: readonly string[], nonce: string | undefined])[] = [
  [[], undefined],
  [[''], undefined],
  [["default-src 'self'"], undefined],
  [["default-src 'none'; script-src 'self'; connect-src 'self'"], undefined],
  [["DEFAULT-SRC 'SELF'"], undefined],
  [["script-src 'nonce-abc+/_-='"], 'abc+/_-='],
  [["script-src 'strict-dynamic' 'nonce-abc' 'self'"], 'abc'],
  [["script-src 'none'; script-src-elem 'self'"], undefined],
  [['script-src *; connect-src *'], undefined],
  [['script-src http:; connect-src localhost:5000'], undefined],
  [['script-src http://localhost:5000/; connect-src http://localhost:5000'], undefined],
  [["script-src 'self'", "script-src 'nonce-a'"], 'a'],
  [["script-src 'self', script-src 'nonce-a' 'nonce-b', script-src 'nonce-b'"], 'b'],
  [["script-src 'self'; script-src 'none'"], undefined],
  [['sandbox allow-scripts'], undefined],
  [["img-src 'none'"], undefined],
]

const forbidden: readonly (readonly string[])[] = [
  ["default-src 'none'"],
  ["script-src 'none'"],
  ["script-src 'sha256-AAAA'"],
  ["script-src 'strict-dynamic' 'self'"],
  ["script-src 'self'; connect-src 'none'"],
  ["script-src 'self'; connect-src https://api.test"],
  ["script-src 'nonce-a'", "script-src 'nonce-b'"],
  ["script-src 'self'", "default-src 'none'"],
  ["script-src 'self', script-src 'none'"],
  ['sandbox'],
  ['script-src localhost:5001; connect-src *'],
  ['script-src https:; connect-src *'],
  ["script-src 'nonce-\"><script>'"],
  ["script-src 'unsafe-inline'"],
]

for (const [policies, nonce] of allowed) {
  test(`the client runs under ${policies.join(' and ') || 'no policy'}`, () => {
    expect(verdictOf(policies, self)).toEqual({ allowed: true, nonce } satisfies Verdict)
  })
}

for (const policies of forbidden) {
  test(`the client does not run under ${policies.join(' and ')}`, () => {
    expect(verdictOf(policies, self)).toMatchObject({ allowed: false, why: expect.stringMatching(/Add|allow-scripts/) })
  })
}

test('a page that has a nonce for its scripts gives it to the client', async () => {
  const served = await serveHandler((_, response) => {
    response.setHeader('content-security-policy', "script-src 'nonce-r4nd0m'").setHeader('content-type', 'text/html')
    response.end(html)
  })
  const { text } = await served.ask('/', { headers: forPage })
  expect(text).toBe(html + tag.replace('>', ' nonce="r4nd0m">'))
})

test('a policy that is given with the head, or that only reports, is heeded, or not', async () => {
  const served = await serveHandler((request, response) => {
    const name = request.url === '/reports' ? 'content-security-policy-report-only' : 'Content-Security-Policy'
    response.writeHead(200, { 'content-type': 'text/html', [name]: "default-src 'none'" }).end(html)
  })
  checkUntouched(await askBoth(served, '/enforced'))
  const overridden = await serveHandler((_, response) => {
    response.setHeader('content-security-policy', "default-src 'none'")
    const given = { 'content-type': 'text/html', 'Content-Security-Policy': "default-src 'self'" }
    response.writeHead(200, given).end(html)
  })
  expect((await overridden.ask('/', { headers: forPage })).text).toBe(html + tag)
  expect((await served.ask('/reports', { headers: forPage })).text).toBe(html + tag)
})

test('why pages get no client is said once, with what to add', async () => {
  const served = await serveHandler((_, response) => {
    response.setHeader('content-security-policy', "script-src 'none'").setHeader('content-type', 'text/html')
    response.end(html)
  })
  await served.ask('/', { headers: forPage })
  await served.ask('/', { headers: forPage })
  expect(served.reported.map(({ code, message }) => [code, message])).toEqual([
    ['HOTSEAT_NOT_INJECTED', expect.stringContaining("Add 'self', or a nonce, to script-src")],
  ])
})
