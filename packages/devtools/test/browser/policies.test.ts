import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import { inChromium, shows, type Browsing, type BrowseOptions } from './browsing.ts'
import { html, stage, type Answering } from './stage.ts'

// Pages under a Content-Security-Policy.

const browse = inChromium()
const failure = new HotseatError({ code: 'HOTSEAT_LOAD_FAILED', message: 'src/app.ts: x is not defined' })

/** Under this policy pages answer with their generation, and keep what it forbade in `violations`. */
async function browseUnder(policy: string, options: BrowseOptions = {}) {
  const app = await stage({
    answer: html((generation) => `<p>generation ${generation}</p>`, { 'content-security-policy': policy }),
  })
  const browsing = await browse(options)
  await browsing.context.addInitScript({ content: collecting })
  return { app, browsing }
}

const collecting = `globalThis.violations = []
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => violations.push(effectiveDirective + ' ' + blockedURI), true)`

function violationsOf({ page }: Browsing): Promise<unknown> {
  return page.evaluate('violations')
}

/** Nothing runs but by its nonce, no string becomes a script, no style is but by its nonce. */
const strict = [
  "default-src 'none'",
  "script-src 'nonce-c2VjcmV0'",
  "style-src 'nonce-c2VjcmV0'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

async function checkUnderNonce(options: BrowseOptions = {}): Promise<void> {
  const { app, browsing } = await browseUnder(strict, options)
  await using _ = app
  const { page } = browsing
  await page.goto(app.url)
  await app.save({ failure })
  await page.getByRole('dialog').waitFor()
  expect(await violationsOf(browsing)).toEqual([])
  // It is styled, too.
  const dialog = "document.querySelector('hotseat-overlay').shadowRoot.querySelector('dialog')"
  expect(await page.evaluate(`getComputedStyle(${dialog}).borderTopWidth`)).toBe('4px')
  await app.save({})
  await shows(page, 'generation 3')
  expect(await violationsOf(browsing)).toEqual([])
}

test('a page under a strict policy with a nonce refreshes, shows the overlay, and breaks no rule of its own', async () => {
  await checkUnderNonce()
})

test('planted bug: an overlay with a <style> element is caught', async () => {
  const to =
    'const made = new CSSStyleSheet(); document.head.append(Object.assign(document.createElement("style"), { textContent: css }))'
  const plant = { asset: 'shared/dom.js', from: 'const made = new CSSStyleSheet()', to }
  await expect(checkUnderNonce({ plant })).rejects.toThrow('style-src-elem inline')
})

test('planted bug: an overlay that is made of markup is caught', async () => {
  const to = 'const made = document.createElement(name); made.innerHTML = ""'
  const plant = {
    asset: 'shared/dom.js',
    from: 'const made = document.createElement(name)',
    to,
    isSilent: true,
  } as const
  await expect(checkUnderNonce({ plant })).rejects.toThrow('Timeout')
})

test('a page whose policy lets no script run is left as it is', async () => {
  const { app, browsing } = await browseUnder("script-src 'none'")
  await using _ = app
  await browsing.page.goto(app.url)
  expect(await browsing.page.locator('body').innerHTML()).toBe('<p>generation 1</p>')
  expect(await violationsOf(browsing)).toEqual([])
  expect(browsing.requests).toHaveLength(1)
  expect(app.reported.map(({ code }) => code)).toEqual(['HOTSEAT_NOT_INJECTED'])
})

/** The policy is in the page itself, where the server does not see it. */
const silent: Answering = (_request, response) => {
  const policy = `<meta http-equiv="Content-Security-Policy" content="script-src 'self'; connect-src 'none'">`
  response.writeHead(200, { 'content-type': 'text/html' })
  response.end(`<!doctype html><html><head>${policy}<title>App</title></head><body><p>generation 1</p></body></html>`)
}

async function checkGivesIn(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: silent })
  const { page, context } = await browse(options)
  await context.addInitScript({ content: collecting })
  await page.clock.install()
  await page.goto(app.url)
  await expect.poll(() => page.evaluate('violations.length')).toBe(1)
  await page.clock.runFor(10_000)
  expect(await page.evaluate('violations.length')).toBe(1)
}

test('a page that may not talk to the server tries once', async () => {
  await checkGivesIn()
})

test('planted bug: a client that tries on is caught', async () => {
  const plant = { asset: 'shared/events.js', from: 'forbidden.abort()', to: 'void 0' }
  await expect(checkGivesIn({ plant })).rejects.toThrow('to be 1')
})
