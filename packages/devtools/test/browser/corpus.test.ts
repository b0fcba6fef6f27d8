import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { HotseatError, type ModuleDescription } from '@hotseat/core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inChromium, type BrowseOptions, type Browsing } from './browsing.ts'
import { corpus } from './corpus.ts'
import { html, stage, type Answering, type Source, type Stage } from './stage.ts'

const browse = inChromium()
const tall = { viewport: { width: 1400, height: 4500 } }

/** A failure in which a text stands wherever a text can. */
function failing(root: string, text: string): Source {
  const file = join(root, 'src/corpus.ts')
  const frame = `> 1 | ${text}\n    | ^\n  2 | ${text}`
  return {
    failure: new HotseatError({
      code: 'HOTSEAT_LOAD_FAILED',
      message: text,
      location: { file, line: 1, column: 1, frame },
      cause: new Error(`${text} and more`),
    }),
    trace: [
      { file, line: 1, column: 1 },
      { file: join(root, nameOf(text)), line: 2, column: 1 },
    ],
    importers: [join(root, nameOf(text))],
  }
}

/** As a file could be named. */
function nameOf(text: string): string {
  return text.replaceAll(/[/\\\0]/g, '_').slice(0, 200)
}

/** Neither markup, nor a dialog, nor a request elsewhere has come of it. */
async function checkHarmless({ page, requests, dialogs }: Browsing, app: Stage): Promise<void> {
  expect(await page.evaluate('globalThis.pwned')).toBe(undefined)
  expect(dialogs).toEqual([])
  expect(requests.filter((url) => !url.startsWith(app.url) || url.includes('/pwned'))).toEqual([])
  const alien =
    'script[nonce=""], img, iframe, object, embed, video, audio, style, base, form, a, template, marquee, math, [onerror], [onload]'
  const found = `[...document.querySelectorAll('*')].flatMap((each) => each.shadowRoot ? [...each.shadowRoot.querySelectorAll('*')] : [])
    .concat(location.pathname.startsWith('/__hotseat') ? [...document.body.querySelectorAll('*')] : [])
    .filter((each) => each.matches(${JSON.stringify(alien)})).map((each) => each.localName)`
  expect(await page.evaluate(found)).toEqual([])
}

/** Whether the text of some element is this, to the character. It is compared there: not every string gets across as it is. */
function isShown(page: Page, selector: string, text: string): Promise<unknown> {
  return page.evaluate(`(() => {
    const roots = [document, ...[...document.querySelectorAll('*')].flatMap((each) => each.shadowRoot ?? [])]
    const texts = roots.flatMap((root) => [...root.querySelectorAll(${JSON.stringify(selector)})].map((each) => each.textContent))
    const wanted = ${JSON.stringify(text)}
    // What is very long is cut off by the server.
    return texts.some((each) => each === wanted || (wanted.length > 500 && each.startsWith(wanted.slice(0, 500))))
  })()`)
}

async function checkOverlay(texts: readonly string[], options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: html(() => '<p>page</p>') })
  const browsing = await browse(options)
  const { page } = browsing
  await page.goto(app.url)
  for (const [index, text] of texts.entries()) {
    writeFileSync(join(app.root, 'src/corpus.ts'), texts.join('\n'))
    await app.save(failing(app.root, text))
    await page.getByText(`generation ${index + 2} failed.`).waitFor()
    expect(await isShown(page, '.message', text), JSON.stringify(text)).toBe(true)
    expect(await isShown(page, '.causes li', `Error: ${text} and more`), JSON.stringify(text)).toBe(true)
    expect(await isShown(page, '.place', `${nameOf(text)}:2:1`), JSON.stringify(text)).toBe(true)
    expect(await isShown(page, '.importers li', nameOf(text)), JSON.stringify(text)).toBe(true)
    await checkHarmless(browsing, app)
  }
  await page.getByRole('button', { name: 'src/corpus.ts:1:1' }).click()
  await page.locator('.place[aria-current=true]').waitFor()
  await checkHarmless(browsing, app)
}

test('S13 in the overlay every text is text: messages, causes, source, paths', async () => {
  expect(corpus.length).toBeGreaterThanOrEqual(60)
  await checkOverlay(corpus)
})

test('S13 planted bug: an overlay that takes text for markup is caught', async () => {
  const to = "const made = element('bdi'); made.innerHTML = plain; return made"
  const plant = { asset: 'shared/dom.js', from: "return element('bdi', {}, plain)", to }
  for (const text of ['<script>pwned=1</script>', '&lt;b&gt;']) {
    await expect(checkOverlay([text], { plant })).rejects.toThrow('to be true')
  }
})

/** Says what was asked for, and holds whatever has `held` in it. */
const holding: Answering = (request, response) => {
  if (!request.url?.includes('held')) html(() => '<p>page</p>')(request, response, 1)
}

async function checkInspector(texts: readonly string[], options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: holding })
  const modules = texts.map((text, index): ModuleDescription => {
    const path = join(app.root, 'src', `${index}${nameOf(text)}`)
    return { path, imports: [], reason: 'import', because: path }
  })
  const registrations = texts.map((text) => ({ name: text, lifetime: text, resolved: true }))
  await app.save({ modules, registrations, disposal: new Error(texts.join('\n')) })
  for (const text of texts) await app.save({ ...failing(app.root, text), modules, registrations })
  for (const text of texts.filter((each) => /^[\x21-\x7e]{1,200}$/.test(each))) await hold(app, text)
  const browsing = await browse({ ...tall, ...options })
  const { page } = browsing
  await page.goto(app.inspector)

  const views: readonly [name: string, selector: string, shown: (text: string, index: number) => string][] = [
    ['Timeline', '.what', (text) => `HOTSEAT_LOAD_FAILED ${text.split('\n', 1)[0] ?? ''}`],
    ['Modules', '.name', (text, index) => `src/${index}${nameOf(text)}`],
    ['Container', '.name', (text) => text],
    ['Container', '.lifetime', (text) => text],
  ]
  for (const [name, selector, shown] of views) {
    await page.getByRole('tab', { name }).click()
    await page.locator(`${selector}:visible`).first().waitFor()
    for (const [index, text] of texts.entries()) {
      expect(await isShown(page, selector, shown(text, index)), `${name}: ${JSON.stringify(text)}`).toBe(true)
    }
    await checkHarmless(browsing, app)
  }
  await page.getByRole('tab', { name: 'Timeline' }).click()
  for (const number of [2, 3]) {
    await page.getByRole('option', { name: new RegExp(`^#${number} `) }).click()
    await page.getByRole('heading', { name: `Generation ${number} ` }).waitFor()
    await checkHarmless(browsing, app)
  }
  await page.getByRole('tab', { name: 'Leases' }).click()
  await page.getByText('in flight').first().waitFor()
  await checkHarmless(browsing, app)
  await page.getByRole('tab', { name: 'Events' }).click()
  await app.save(failing(app.root, texts[0] ?? ''))
  await page.getByRole('listitem').getByText('failed').first().waitFor()
  await checkHarmless(browsing, app)
}

test('S13 in the inspector every text is text: paths, names of providers, routes, errors, events', async () => {
  await checkInspector(corpus)
})

test('S13 planted bug: an inspector that takes text for markup is caught', async () => {
  const to = "const made = element('bdi'); made.innerHTML = plain; return made"
  const plant = { asset: 'shared/dom.js', from: "return element('bdi', {}, plain)", to }
  await expect(checkInspector(['<b>x</b>'], { plant })).rejects.toThrow('to be true')
})

/** Asks for a route as it is, unencoded, and waits for no answer. */
async function hold(app: Stage, route: string): Promise<void> {
  const socket = connect(app.port, '127.0.0.1')
  const held = app.reloader.generations()[0]?.leases.length ?? 0
  socket.on('error', () => undefined)
  socket.write(`GET /held/${route} HTTP/1.1\r\nHost: 127.0.0.1:${app.port}\r\n\r\n`)
  await expect.poll(() => app.reloader.generations()[0]?.leases.length).toBe(held + 1)
  socket.unref()
}
