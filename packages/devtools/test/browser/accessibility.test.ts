import { HotseatError } from '@hotseat/core'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inChromium, type BrowseOptions, type Browsing } from './browsing.ts'
import { sampleFailure, sampleModules, sampleRegistrations } from './sample.ts'
import { html, stage, type Answering, type Stage } from './stage.ts'

const browse = inChromium()

/** What axe finds wrong with what is to be seen now, one line for each. */
async function findings(page: Page, within = 'document'): Promise<unknown> {
  return await page.evaluate(`axe.run(${within}, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, any }) => target + ' ' + (any[0]?.message ?? '')).join('; ')).join(' | '))`)
}

/**
 * Text that stands out too little from what is behind it (WCAG 2.2, 1.4.3). Of a modal dialog axe cannot tell; here no ground is
 * seen through.
 */
async function unreadable(page: Page): Promise<unknown> {
  return await page.evaluate(`(() => {
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number)
    const luminance = ([r, g, b]) => [r, g, b]
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0)
    const groundOf = (element) => {
      for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) {
        const ground = getComputedStyle(at).backgroundColor
        if (numbers(ground)[3] !== 0) return ground
      }
      return 'rgb(255, 255, 255)'
    }
    const all = [document, ...[...document.querySelectorAll('*')].flatMap((each) => each.shadowRoot ?? [])]
      .flatMap((root) => [...root.querySelectorAll('*')])
    return all
      .filter((each) => [...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== ''))
      .filter((each) => each.checkVisibility() && !each.disabled && !['STYLE', 'SCRIPT', 'TITLE'].includes(each.tagName))
      .flatMap((each) => {
        const [dark, light] = [getComputedStyle(each).color, groundOf(each)].map((colour) => luminance(numbers(colour))).sort((a, b) => a - b)
        const contrast = (light + 0.05) / (dark + 0.05)
        return contrast < 4.5 ? [each.localName + '.' + each.className + ' has a contrast of ' + contrast.toFixed(2)] : []
      })
      .join(' | ')
  })()`)
}

async function browseWithAxe(options: BrowseOptions): Promise<Browsing> {
  const browsing = await browse(options)
  await browsing.context.addInitScript({ content: axe.source })
  return browsing
}

async function checkOverlay(options: BrowseOptions): Promise<void> {
  await using app = await stage({ answer: html(() => '<main><h1>Page</h1></main>') })
  const { page } = await browseWithAxe({ reducedMotion: 'reduce', ...options })
  await page.goto(app.url)
  await app.save(sampleFailure(app.root))
  await page.getByRole('dialog').waitFor()
  expect(await findings(page, "{ include: 'hotseat-overlay' }")).toBe('')
  expect(await unreadable(page)).toBe('')
}

const schemes = ['light', 'dark'] as const

test.each(schemes)('axe finds nothing wrong with the overlay, %s', async (colorScheme) => {
  await checkOverlay({ colorScheme })
})

test('planted bug: an overlay with a button that has no name is caught', async () => {
  const plant = { asset: 'overlay/failure-view.js', from: "void copied() }, 'Copy')", to: "void copied() }, '')" }
  await expect(checkOverlay({ plant })).rejects.toThrow('button-name')
})

test('planted bug: an overlay in colours that cannot be read is caught', async () => {
  const plant = { asset: 'shared/theme.js', from: '--muted: light-dark(#5d5d68', to: '--muted: light-dark(#b0b0b8' }
  await expect(checkOverlay({ plant })).rejects.toThrow('has a contrast of')
})

/** Something of everything: a failure, leases that drain, a disposal that failed. */
async function stageAll(): Promise<Stage> {
  const answer: Answering = (request, response, generation) => {
    if (request.url !== '/held') html(() => 'page')(request, response, generation)
  }
  const registrations = sampleRegistrations(30)
  const app = await stage({ answer, registrations, disposal: new Error('The pool did not close') })
  await app.save({ modules: sampleModules(app.root, 60), disposal: undefined })
  void fetch(`${app.url}/held`).catch(() => undefined)
  await expect.poll(() => app.reloader.generations()[0]?.leases.length).toBe(1)
  await app.save({})
  await app.save({ failure: new HotseatError({ code: 'HOTSEAT_LOAD_FAILED', message: 'x is not defined' }) })
  return app
}

const views: readonly (readonly [tab: string, shown: (page: Page) => Promise<unknown>])[] = [
  ['Timeline', (page) => page.getByRole('option').first().click()],
  ['Modules', (page) => page.getByRole('option').nth(2).click()],
  ['Container', (page) => page.getByRole('listitem').filter({ hasText: 'Singleton' }).first().waitFor()],
  ['Leases', (page) => page.getByText('GET /held').waitFor()],
  ['Heap', (page) => page.locator('.card:visible, .empty:visible').first().waitFor()],
  ['Events', (page) => page.getByText('Nothing has happened').waitFor()],
]

test.each(schemes)('axe finds nothing wrong with any view of the inspector, %s', async (colorScheme) => {
  await using app = await stageAll()
  const { page } = await browseWithAxe({ colorScheme, viewport: { width: 1200, height: 800 } })
  await page.goto(app.inspector)
  for (const [tab, shown] of views) {
    await page.getByRole('tab', { name: tab }).click()
    await shown(page)
    expect(await findings(page), tab).toBe('')
    expect(await unreadable(page), tab).toBe('')
  }
})

test('axe finds nothing wrong with an inspector that has nothing to show, in a window of 320 pixels', async () => {
  await using app = await stage({
    failure: new HotseatError({ code: 'HOTSEAT_LOAD_FAILED', message: 'x is not defined' }),
  })
  const { page } = await browseWithAxe({ viewport: { width: 320, height: 600 } })
  await page.goto(app.inspector)
  for (const tab of ['Timeline', 'Modules', 'Container', 'Leases', 'Heap', 'Events']) {
    await page.getByRole('tab', { name: tab }).click()
    expect(await findings(page), tab).toBe('')
    expect(await page.evaluate('document.documentElement.scrollWidth'), tab).toBeLessThanOrEqual(320)
  }
})

async function checkKeyboard(options: BrowseOptions = {}): Promise<void> {
  await using app = await stageAll()
  const { page } = await browse({ viewport: { width: 1200, height: 800 }, ...options })
  const focused = (): Promise<unknown> =>
    page.evaluate('(document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent).trim()')
  await page.goto(app.inspector)
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('Reload')
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('Show')
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('Timeline')
  // The tabs are one stop.
  await page.keyboard.press('ArrowRight')
  expect(await focused()).toBe('Modules')
  await page.keyboard.press('End')
  expect(await focused()).toBe('Events')
  await page.keyboard.press('ArrowRight')
  expect(await focused()).toBe('Timeline')
  await page.keyboard.press('/')
  expect(await focused()).toBe('Search generations')
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('Generations, the newest first')
  await page.keyboard.press('End')
  await page.getByRole('heading', { name: 'Generation 1 ' }).waitFor()
  await page.keyboard.press('ArrowUp')
  await page.getByRole('heading', { name: 'Generation 2 ' }).waitFor()
  const active =
    'document.querySelector(`#${document.activeElement.getAttribute("aria-activedescendant")}`).textContent'
  expect(await page.evaluate(active)).toMatch(/^#2/)
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('The chosen generation')
}

test('the inspector is walked through by keys alone', async () => {
  await checkKeyboard()
})

test('planted bug: a list that the keys do not reach is caught', async () => {
  const plant = {
    asset: 'inspector/virtual-list.js',
    from: "'aria-label': label, tabindex: 0",
    to: "'aria-label': label, tabindex: -1",
  }
  await expect(checkKeyboard({ plant })).rejects.toThrow("to be 'Generations, the newest first'")
})
