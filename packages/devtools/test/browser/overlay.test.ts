import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import { inChromium, shows, type BrowseOptions } from './browsing.ts'
import { sampleFailure } from './sample.ts'
import { html, stage, type Stage } from './stage.ts'

const browse = inChromium()
const numbered = html((generation) => `<p>generation ${generation}</p><button>Of the page</button>`)
const plain = new HotseatError({ code: 'HOTSEAT_LOAD_FAILED', message: 'src/app.ts: x is not defined' })

/** Breaks the application as a missing parenthesis does. */
async function breakIt(app: Stage): Promise<void> {
  const { files, ...source } = sampleFailure(app.root)
  mkdirSync(join(app.root, 'src'), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app.root, name), text)
  await app.save(source)
}

async function checkShown(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: numbered })
  const { page } = await browse(options)
  await page.goto(app.url)
  await breakIt(app)
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  expect(await page.getByRole('dialog', { name: 'HOTSEAT_LOADER_SYNTAX' }).count()).toBe(1)
  const text = await dialog.innerText()
  for (const part of [
    'Answered by generation 1; generation 2 failed.',
    'src/greeter.ts cannot be compiled',
    'src/greeter.ts:9:5',
    'SyntaxError: Expected',
    'src/app.ts:2:25',
    'src/main.ts',
  ])
    expect(text).toContain(part)
  expect(await dialog.locator('.marked').innerText()).toContain('return hour < 12')
  await app.save({})
  await shows(page, 'generation 3')
  expect(await page.getByRole('dialog').count()).toBe(0)
}

test('a failed build shows over the page at once, and goes away with the next good save', async () => {
  await checkShown()
})

test('planted bug: an overlay that does not say who answers is caught', async () => {
  const plant = { asset: 'overlay/report.js', from: '`Answered by generation ${', to: '`Generation ${' }
  await expect(checkShown({ plant })).rejects.toThrow('Answered by generation 1')
})

test('a page that is opened while a failure stands shows it, and so does one that nobody can answer', async () => {
  await using app = await stage({ failure: plain })
  const { page } = await browse()
  await page.goto(app.url)
  await page.getByRole('dialog').getByText('there is none before it').waitFor()
  await app.save({ answer: numbered })
  await shows(page, 'generation 2')
  expect(await page.getByRole('dialog').count()).toBe(0)
})

test('another failure takes the place of the one that is shown, and is said aloud', async () => {
  await using app = await stage({ answer: numbered })
  const { page } = await browse()
  await page.goto(app.url)
  await app.save({ failure: plain })
  const dialog = page.getByRole('dialog')
  await dialog.getByText('x is not defined').waitFor()
  await app.save({ failure: new HotseatError({ code: 'HOTSEAT_LOAD_FAILED', message: 'y is not defined either' }) })
  await dialog.locator('.message', { hasText: 'y is not defined either' }).waitFor()
  expect(await dialog.getByRole('status').textContent()).toBe('Generation 3 failed: y is not defined either')
  expect(await dialog.count()).toBe(1)
})

async function checkDismissed(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage({ answer: numbered })
  const { page, context } = await browse(options)
  await page.goto(app.url)
  await page.getByRole('button', { name: 'Of the page' }).focus()
  await app.save({ failure: plain })
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  expect(await focusInOverlay(page)).toBe(true)
  // Round and round: nothing of the page is reached.
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).not.toBe('Of the page')
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Of the page')
  // The same failure, told again, does not bring it back.
  app.reloader.pause()
  app.reloader.resume()
  await (await context.newPage()).goto(app.url)
  await context.pages()[1]?.getByRole('dialog').waitFor()
  expect(await dialog.count()).toBe(0)
  await app.save({ failure: plain })
  await dialog.waitFor()
}

test('focus goes into the overlay, stays there, and goes back; Escape closes it until the next failure', async () => {
  await checkDismissed()
})

test('planted bug: an overlay that is not modal is caught', async () => {
  const plant = { asset: 'overlay.js', from: 'dialog.showModal()', to: 'dialog.show()' }
  await expect(checkDismissed({ plant })).rejects.toThrow("not to be 'Of the page'")
})

test('planted bug: an overlay that comes back with every word of the server is caught', async () => {
  const plant = { asset: 'overlay.js', from: 'if (which === shown) return', to: '' }
  await expect(checkDismissed({ plant })).rejects.toThrow('to be +0')
})

test('a place of the stack shows the lines around it', async () => {
  await using app = await stage({ answer: numbered })
  const { page } = await browse()
  await page.goto(app.url)
  await breakIt(app)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'src/app.ts:2:25' }).click()
  await dialog.getByRole('region', { name: 'Source of src/app.ts:2:25' }).waitFor()
  expect(await dialog.locator('.marked').innerText()).toContain("> 2 | import { Greeter } from './greeter.ts'")
  expect(await dialog.locator('.pointer').innerText()).toBe(`    | ${' '.repeat(24)}^`)
  expect(await dialog.getByRole('button', { name: 'src/app.ts:2:25' }).getAttribute('aria-current')).toBe('true')
  expect(await dialog.getByRole('button', { name: 'Open in editor' }).count()).toBe(0)
})

test('a place is opened in the editor, where there is one, by its id', async () => {
  await using app = await stage({ answer: numbered }, { editor: [process.execPath, '-e', '0', '{file}'] })
  const { page } = await browse()
  await page.goto(app.url)
  await breakIt(app)
  const [request] = await Promise.all([
    page.waitForRequest('**/open'),
    page.getByRole('button', { name: 'Open in editor' }).click(),
  ])
  expect(request.postDataJSON()).toEqual({ id: expect.any(String) })
  expect((await request.response())?.ok()).toBe(true)
})

test('the report is copied as text', async () => {
  await using app = await stage({ answer: numbered })
  const { page, context } = await browse()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(app.url)
  await breakIt(app)
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  const text = String(await page.evaluate('navigator.clipboard.readText()'))
  expect(text).toMatch(
    /^HOTSEAT_LOADER_SYNTAX: src\/greeter\.ts cannot[^]*at src\/app\.ts:2:25[^]*Caused by SyntaxError/,
  )
})

test('the report is copied where a page has no clipboard to write to, as on an origin that is not secure', async () => {
  await using app = await stage({ answer: numbered })
  const { page, context } = await browse()
  await context.grantPermissions(['clipboard-read'])
  await page.goto(app.url)
  await page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))")
  await breakIt(app)
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^HOTSEAT_LOADER_SYNTAX: /)
})

test('it is closed to the page, is not printed, and fits a window of 320 pixels', async () => {
  await using app = await stage({ answer: numbered })
  const { page } = await browse({ viewport: { width: 320, height: 500 } })
  await page.goto(app.url)
  await app.save({ failure: new HotseatError({ code: 'HOTSEAT_LOAD_FAILED', message: 'long '.repeat(4000) }) })
  await page.getByRole('dialog').waitFor()
  const inside = "document.querySelector('hotseat-overlay').shadowRoot.querySelector('dialog')"
  expect(await page.evaluate(`${inside}.scrollWidth <= 320 && document.documentElement.scrollWidth <= 320`)).toBe(true)
  expect(await page.evaluate(`${inside}.getBoundingClientRect().height <= 500`)).toBe(true)
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('dialog').isVisible()).toBe(false)
  await page.emulateMedia({ media: null, reducedMotion: 'reduce' })
  expect(await page.evaluate(`getComputedStyle(${inside}).animationName`)).toBe('none')
})

test('the page cannot reach into it', async () => {
  await using app = await stage({ answer: numbered })
  const { context } = await browse()
  const browser = context.browser() ?? expect.fail('no browser')
  // Not through the profile of the other tests, which opens what is closed.
  const page = await browser.newPage()
  await page.goto(app.url)
  await app.save({ failure: plain })
  await page.locator('hotseat-overlay').waitFor({ state: 'attached' })
  expect(await page.evaluate("document.querySelector('hotseat-overlay').shadowRoot")).toBe(null)
  await page.close()
})

function focusInOverlay(page: Page): Promise<unknown> {
  return page.evaluate("document.activeElement === document.querySelector('hotseat-overlay')")
}
