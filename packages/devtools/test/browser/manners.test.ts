import { expect, test } from 'vitest'
import { HotseatError } from '@hotseat/core'
import { inChromium, shows, welcome, type BrowseOptions } from './browsing.ts'
import { html, stage } from './stage.ts'

// What the client does not do to a page.

const browse = inChromium()
const numbered = html((generation) => `<p>generation ${generation}</p>`)
const failure = new HotseatError({ code: 'HOTSEAT_LOAD_FAILED', message: 'src/app.ts: x is not defined' })

async function checkCaughtUp(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: numbered })
  const { page, context } = await browse(options)
  const saved = Promise.withResolvers<void>()
  await context.route('**/client.js', async (route) => {
    await saved.promise
    await route.fallback()
  })
  await page.goto(app.url, { waitUntil: 'commit' })
  await shows(page, 'generation 1')
  await app.save({})
  saved.resolve()
  await shows(page, 'generation 2')
}

test('a swap that the client came too late for is made up for', async () => {
  await checkCaughtUp()
})

test('planted bug: a client that does not look at who answered its page is caught', async () => {
  const plant = { asset: 'client/verdict.js', from: 'generation !== answeredBy', to: 'false', isSilent: true } as const
  await expect(checkCaughtUp({ plant })).rejects.toThrow('Timeout')
})

async function checkNoLoop(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: numbered })
  const browsing = await browse(options)
  const old = await (await fetch(app.url, { headers: { accept: 'text/html' } })).text()
  let answers = 0
  await browsing.context.route(app.url, (route) => {
    answers += 1
    // It ends by itself: a page that never stops could hardly be closed.
    return route.fulfill({ contentType: 'text/html', body: answers > 2 ? '<p>enough</p>' : old })
  })
  await browsing.page.goto(app.url)
  await browsing.until(() => browsing.console.length === 1)
  await app.save({})
  const loads = (): number => browsing.requests.filter((url) => new URL(url).pathname === '/').length
  // After the second load it gives in, and says that it is there; or else asks for a third one.
  await browsing.until(() => browsing.console.length === 2 || loads() > 2)
  expect(loads()).toBe(2)
}

async function checkHeld(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: numbered }, { freshness: 'hold' })
  await app.save({ failure })
  const browsing = await browse(options)
  const { page } = browsing
  await page.goto(app.url)
  const loads = (): number => browsing.requests.filter((url) => new URL(url).pathname === '/').length
  await browsing.until(() => browsing.console.some((line) => line.includes('[hotseat]')) || loads() > 1)
  expect(loads()).toBe(1)
  await page.getByRole('dialog').getByText('x is not defined').waitFor()
  await app.save({})
  await shows(page, 'generation 3')
}

test('a page that is answered by a failure, as new code is waited for, is not asked for again until that is mended', async () => {
  await checkHeld()
})

test('planted bug: a client that wants the live generation in place of the failure is caught', async () => {
  const plant = { asset: 'client/verdict.js', from: '&& !isFailure', to: '' }
  await expect(checkHeld({ plant })).rejects.toThrow('to be 1')
})

test('an old answer from a cache is not asked for again and again', async () => {
  await checkNoLoop()
})

test('planted bug: a client that forgets what it tried is caught', async () => {
  const plant = { asset: 'client/verdict.js', from: '&& attempted !== attempt', to: '' }
  await expect(checkNoLoop({ plant })).rejects.toThrow('to be 2')
})

async function checkQuiet(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: numbered })
  const browsing = await browse(options)
  const { page } = browsing
  await page.goto(app.url)
  await browsing.until(() => browsing.console.length > 0)
  await app.save({ failure })
  await page.getByRole('dialog').waitFor()
  expect(browsing.console.every((line) => welcome.test(line))).toBe(true)
  expect(browsing.console).toHaveLength(1)
  const names = 'Object.getOwnPropertyNames(window).sort().join()'
  const withClient = await page.evaluate(names)
  const elements = await page.evaluate('document.querySelectorAll("script").length')
  await page.goto(`${app.url}/nothing-here`)
  const bare = await browse()
  await bare.context.route('**/client.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }))
  await bare.page.goto(app.url)
  expect(withClient).toBe(await bare.page.evaluate(names))
  expect(elements).toBe(0)
}

test('it leaves no global and no element behind, and one line in the console', async () => {
  await checkQuiet()
})

test('planted bug: a client with a global is caught', async () => {
  const plant = { asset: 'client.js', from: 'tag?.remove()', to: 'tag?.remove(); globalThis.hotseat = tag' }
  await expect(checkQuiet({ plant })).rejects.toThrow('to be')
})

async function checkFramed(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({
    answer: (request, response, generation) => {
      const frame = request.url === '/' ? '<iframe src="/framed" title="framed"></iframe>' : ''
      html(() => `<p>generation ${generation}</p>${frame}`)(request, response, generation)
    },
  })
  const browsing = await browse(options)
  const { page } = browsing
  await page.goto(app.url)
  await browsing.until(() => browsing.console.length === 2)
  await app.save({ failure })
  await page.getByRole('dialog').waitFor()
  // Both have been told by now: the one that has no stream of its own is told first.
  expect(await page.frameLocator('iframe').locator('hotseat-overlay').count()).toBe(0)
  await app.save({})
  await shows(page, 'generation 3')
  await page.frameLocator('iframe').getByText('generation 3').waitFor()
}

test('a framed page refreshes, and leaves the overlay to the page around it', async () => {
  await checkFramed()
})

test('planted bug: a framed page with an overlay of its own is caught', async () => {
  const plant = { asset: 'client.js', from: 'if (window !== window.top) return', to: '' }
  await expect(checkFramed({ plant })).rejects.toThrow('to be +0')
})

async function checkHidden(options: BrowseOptions = {}): Promise<void> {
  const browsing = await browse(options)
  const { page, context } = browsing
  await context.addInitScript({
    content: `let state = 'visible'
      Object.defineProperty(Document.prototype, 'visibilityState', { get: () => state })
      addEventListener('turn', ({ detail }) => { state = detail; document.dispatchEvent(new Event('visibilitychange')) })`,
  })
  const turn = (to: string): Promise<unknown> =>
    page.evaluate(`dispatchEvent(new CustomEvent('turn', { detail: '${to}' }))`)
  const asked = (): number => browsing.requests.filter((url) => /session$|events\?/.test(url)).length
  let port = 0
  {
    await using first = await stage({ answer: html(() => '<p>first process</p>') })
    port = first.port
    await page.goto(first.url)
    await browsing.until(() => browsing.console.length === 1)
    await page.clock.install()
    await turn('hidden')
  }
  await page.clock.runFor(60_000)
  const before = asked()
  await page.clock.runFor(60_000)
  // Time in which it could have asked, too.
  for (let count = 0; count < 10; count += 1) await page.evaluate("fetch('/').catch(() => undefined)")
  expect(asked()).toBe(before)
  await using _second = await stage({ answer: html(() => '<p>second process</p>') }, { port })
  await turn('visible')
  await page.clock.runFor(10_000)
  await shows(page, 'second process')
}

test('a hidden page does not ask a server that is gone, and does once it is seen', async () => {
  await checkHidden()
})

test('planted bug: a hidden page that goes on asking is caught', async () => {
  const from = "if (document.visibilityState === 'visible') return resolve(undefined)"
  const plant = { asset: 'client/share.js', from, to: 'return resolve(undefined)' }
  await expect(checkHidden({ plant })).rejects.toThrow('to be')
})

async function checkCached(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: numbered })
  const browsing = await browse(options)
  const { page } = browsing
  await page.goto(app.url)
  await browsing.until(() => browsing.console.length === 1)
  // What the back/forward cache does to a page; Chromium has none while it is driven from outside.
  const turn = (name: string): Promise<unknown> =>
    page.evaluate(`dispatchEvent(new PageTransitionEvent('${name}', { persisted: true }))`)
  await turn('pagehide')
  await expect.poll(() => page.evaluate('navigator.locks.query().then(({ held }) => held.length)')).toBe(0)
  await app.save({})
  await turn('pageshow')
  await shows(page, 'generation 2')
}

test('a page in the back/forward cache holds nothing, and catches up when it comes back', async () => {
  await checkCached()
})

test('planted bug: a page that holds on to its stream is caught', async () => {
  const plant = { asset: 'client.js', from: "addEventListener('pagehide', () => connected.abort())", to: '' }
  await expect(checkCached({ plant })).rejects.toThrow('to be +0')
})
