import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import { failurePage, type FailurePage } from '../src/failure-page.ts'
import { preferred } from '../src/negotiate.ts'
import { createPaths, type Paths } from '../src/paths.ts'
import { serve } from './world/serving.ts'

const offered = ['text/plain', 'text/html', 'application/json'] as const

const accepted: readonly (readonly [accept: string | undefined, type: string | undefined])[] = [
  [undefined, 'text/plain'],
  ['', 'text/plain'],
  ['*/*', 'text/plain'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', 'text/html'],
  ['application/json, text/plain, */*', 'application/json'],
  ['text/html;q=0.1, application/json', 'application/json'],
  ['application/json;q=0.5, text/html;q=0.9', 'text/html'],
  ['text/plain, application/json', 'text/plain'],
  ['TEXT/HTML', 'text/html'],
  ['text/html;level=1;q=0.4, text/*;q=0.8', 'text/plain'],
  ['application/*', 'application/json'],
  ['application/problem+json', 'application/json'],
  ['application/vnd.api+json;q=0.2, */*;q=0.1', 'application/json'],
  ['application/json;q=0, */*', 'text/plain'],
  ['text/plain;q=0, */*', 'text/html'],
  ['text/*;q=0, */*;q=0.1', 'application/json'],
  ['*/*;q=0', undefined],
  ['image/png', undefined],
  ['text/html;q=nonsense, application/json;q=0.1', 'application/json'],
  ['text/event-stream', undefined],
]

for (const [accept, type] of accepted) {
  test(`whoever accepts ${accept ?? 'anything'} gets ${type ?? 'none of it'}`, () => {
    expect(preferred(offered, accept)).toBe(type)
  })
}

const broken = (root: string) =>
  new HotseatError({
    code: 'HOTSEAT_SYNTAX',
    message: `Cannot resolve "./b" in ${root}/src/a.ts, imported by file://${root}/src/app.ts, of ${root}`,
    location: { file: `${root}/src/a.ts`, line: 3, column: 7, frame: `> 3 | import '${root}/src/b'` },
  })

const root = '/srv/someone/app'

/** As each kind of client reads it. */
function pages(paths: Paths): readonly FailurePage[] {
  return offered.map((accept) => failurePage(broken(root), { accept, paths, nonce: 'n0nce' }))
}

function checkPaths(those: readonly FailurePage[]): void {
  for (const { body } of those) {
    expect(body).not.toContain('/srv')
    expect(body).toContain('src/a.ts')
    expect(body).toMatch(/in src\/a\.ts, imported by src\/app\.ts, of \./)
  }
}

test('S14 a failure that is shown has no path but those below the root', () => checkPaths(pages(createPaths(root))))

test('S14 a failure that is shown with whole paths is caught', () => {
  expect(() => checkPaths(pages(createPaths(undefined)))).toThrow('/srv')
})

test('a path that is not below the root, or only begins as it does, is its name alone', () => {
  const { relative, strip } = createPaths(root)
  expect(['/srv/someone/app2/a.ts', '/etc/passwd', `${root}/b/c.ts`].map(relative)).toEqual([
    '…/a.ts',
    '…/passwd',
    'b/c.ts',
  ])
  expect(createPaths(root).relative('/x/node_modules/.pnpm/a@1/node_modules/a/index.js')).toBe(
    'node_modules/a/index.js',
  )
  expect(createPaths(`${root}/`).relative(`${root}/b.ts`)).toBe('b.ts')
  expect(createPaths('/').strip('/a/b and /c')).toBe('/a/b and /c')
  expect(strip('plain')).toBe('plain')
})

function checkPolicy({ headers = {}, body }: FailurePage): void {
  const policy = headers['content-security-policy'] ?? ''
  const nonce = /<style nonce="([^"]+)">/.exec(body)?.[1]
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])
  expect(body).not.toMatch(/<script|\son\w+=|style=/)
}

test('S13 the page of a failure lets nothing run, and is in no frame', () => {
  const [, page = expect.fail()] = pages(createPaths(root))
  checkPolicy(page)
  expect(() => checkPolicy({ ...page, headers: {} })).toThrow('deeply equal')
})

test('S13 the nonce of the page of a failure is another one each time', async () => {
  const served = await serve(
    () => {
      throw broken('/app')
    },
    { root: '/app' },
  )
  const ask = async (): Promise<FailurePage> => {
    const response = await fetch(served.url, { headers: { accept: 'text/html' } })
    const body = await response.text()
    return { type: '', body, headers: Object.fromEntries(response.headers) }
  }
  const [first, second] = [await ask(), await ask()]
  for (const page of [first, second]) checkPolicy(page)
  expect(first.headers?.['content-security-policy']).not.toBe(second.headers?.['content-security-policy'])
  expect(first.body).toContain('src/a.ts:3:7')
  expect(first.body).not.toContain('/app/')
})
