import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inChromium, shows, welcome, type BrowseOptions } from './browsing.ts'
import { html, stage, type Answering } from './stage.ts'

const browse = inChromium()
const numbered = html((generation) => `<p>generation ${generation}</p>`)

async function checkRefresh(answer: Answering, options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer })
  const { page } = await browse(options)
  await page.goto(app.url)
  await shows(page, 'generation 1')
  await app.save({})
  await shows(page, 'generation 2')
}

test('a page refreshes after a swap', async () => {
  await checkRefresh(numbered)
})

test('planted bug: a client that takes every generation for its own is caught', async () => {
  const plant = { asset: 'client/verdict.js', from: 'generation !== answeredBy', to: 'false', isSilent: true } as const
  await expect(checkRefresh(numbered, { plant })).rejects.toThrow('Timeout')
})

test('a page that came compressed refreshes', async () => {
  await checkRefresh((_request, response, generation) => {
    const body = gzipSync(`<!doctype html><title>App</title><p>generation ${generation}</p>`)
    response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip', 'content-length': body.length })
    response.end(body)
  })
})

test('a page that came in pieces refreshes', async () => {
  await checkRefresh((_request, response, generation) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.write('<!doctype html><title>App</title><p>gener')
    setImmediate(() => response.end(`ation ${generation}</p>`))
  })
})

/** It grows by script, as pages do that a framework renders: what the browser restores by itself comes too early. */
const tall = html(
  (generation) => `<p>generation ${generation}</p>
    <div id="inner" style="height:100px;overflow:auto"><div style="height:900px"></div></div>
    <form><label>Name <input name="name" value="Ada"></label><label><input type="checkbox" name="agree"></label>
    <input type="password" name="secret" aria-label="Secret"></form>
    <script>setTimeout(() => document.body.append(Object.assign(document.createElement('div'), { style: 'height:4000px' })), 50)</script>`,
)

async function checkKept(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: tall })
  const { page } = await browse(options)
  await page.goto(app.url)
  await page.waitForFunction('document.body.scrollHeight > 4000')
  await page.fill('[name=name]', 'Grace')
  await page.check('[name=agree]')
  await page.fill('[name=secret]', 'not to be kept')
  await page.focus('[name=name]')
  await page.evaluate('scrollTo(0, 700); document.querySelector("#inner").scrollTop = 123')
  await app.save({})
  await shows(page, 'generation 2')
  await page.waitForFunction('scrollY === 700 && document.querySelector("#inner").scrollTop === 123')
  await page.waitForFunction('document.activeElement.name === "name"')
  expect(await page.inputValue('[name=name]')).toBe('Grace')
  expect(await page.isChecked('[name=agree]')).toBe(true)
  expect(await page.inputValue('[name=secret]')).toBe('')
  expect(await page.evaluate('sessionStorage.length')).toBe(0)
}

test('a refresh keeps what was scrolled, typed and focused, but no password', async () => {
  await checkKept()
})

test('planted bug: a client that restores nothing is caught', async () => {
  const plant = { asset: 'client.js', from: 'if (visit) restore(visit)', to: '', isSilent: true } as const
  await expect(checkKept({ plant })).rejects.toThrow('Timeout')
})

test('planted bug: a client that keeps passwords is caught', async () => {
  const plant = { asset: 'client/fields.js', from: '/^(?:text|', to: '/^(?:password|text|' }
  await expect(checkKept({ plant })).rejects.toThrow("to be ''")
})

async function checkTabs(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: numbered })
  const browsing = await browse(options)
  const pages = [browsing.page]
  while (pages.length < 8) pages.push(await browsing.context.newPage())
  for (const page of pages) await page.goto(app.url, { waitUntil: 'commit' })
  await Promise.all(pages.map((page) => shows(page, 'generation 1')))
  await browsing.until(() => browsing.console.filter((line) => welcome.test(line)).length === pages.length)
  expect(browsing.requests.filter((url) => url.includes('/events?'))).toHaveLength(1)
  await app.save({})
  await Promise.all(pages.map((page) => shows(page, 'generation 2')))
}

test('eight tabs of one origin share one stream, and all of them refresh', async () => {
  await checkTabs()
})

test('planted bug: a client with a stream for each tab is caught', async () => {
  const plant = { asset: 'client/share.js', from: "!('locks' in navigator)", to: 'true', isSilent: true } as const
  await expect(checkTabs({ plant })).rejects.toThrow('it never came to hold')
})

test('without locks, on an origin that is not secure, a page refreshes all the same', async () => {
  const plant = { asset: 'client/share.js', from: "!('locks' in navigator)", to: 'true' }
  await checkRefresh(numbered, { plant })
})

test('what holds the stream passes it on when it is closed', async () => {
  await using app = await stage({ answer: numbered })
  const browsing = await browse()
  await browsing.page.goto(app.url)
  await browsing.until(() => browsing.console.length === 1)
  const other = await browsing.context.newPage()
  await other.goto(app.url)
  await browsing.until(() => browsing.console.length === 2)
  await browsing.page.close()
  await browsing.until(() => browsing.requests.filter((url) => url.includes('/events?')).length === 2)
  await app.save({})
  await shows(other, 'generation 2')
  expect(await other.locator('hotseat-overlay').count()).toBe(0)
})

async function checkRestart(options: BrowseOptions = {}): Promise<void> {
  const { page } = await browse(options)
  let port = 0
  {
    await using first = await stage({ answer: html(() => '<p>first process</p>') })
    port = first.port
    await page.goto(first.url)
    await page.waitForEvent('console', (message) => welcome.test(message.text()))
  }
  await using _second = await stage({ answer: html(() => '<p>second process</p>') }, { port })
  await shows(page, 'second process')
}

test('a page refreshes when another process answers, though it begins with the same generation', async () => {
  await checkRestart()
})

test('planted bug: a client that does not tell processes apart is caught', async () => {
  const plant = { asset: 'client/verdict.js', from: 'ofProcess !== process', to: 'false', isSilent: true } as const
  await expect(checkRestart({ plant })).rejects.toThrow('Timeout')
})

/** The first process ends before the page has heard of it more than itself. */
async function checkUnheardRestart(options: BrowseOptions = {}): Promise<void> {
  const browsing = await browse(options)
  const { page, requests } = browsing
  const session = '**/__hotseat/session'
  await page.route(session, async (route) => await route.abort())
  let port = 0
  {
    await using first = await stage({ answer: html(() => '<p>first process</p>') })
    port = first.port
    await page.goto(first.url)
    await browsing.until(() => requests.some((url) => url.endsWith('/session')))
  }
  await using _second = await stage({ answer: html(() => '<p>second process</p>') }, { port })
  await page.unroute(session)
  await shows(page, 'second process')
}

test('a page of a process that has ended refreshes, though it never heard from that one', async () => {
  await checkUnheardRestart()
})

test('planted bug: a client that compares with whom it heard first is caught', async () => {
  const plant = { asset: 'client/verdict.js', from: 'ofProcess !== process', to: 'false', isSilent: true } as const
  await expect(checkUnheardRestart({ plant })).rejects.toThrow('Timeout')
})
