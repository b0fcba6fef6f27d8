import { performance } from 'node:perf_hooks'
import { HotseatError } from '@hotseat/core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inChromium, type BrowseOptions } from './browsing.ts'
import { sampleModules, sampleRegistrations } from './sample.ts'
import { html, stage, type Answering } from './stage.ts'

const browse = inChromium()
const wide = { viewport: { width: 1280, height: 800 } }

test('a generation appears as it is built, with what changed, its phases, and why modules were made anew', async () => {
  await using app = await stage()
  const { page } = await browse(wide)
  await page.goto(app.inspector)
  await page.getByRole('option', { name: /^#1/ }).waitFor()
  await app.edit('src/app.ts', { modules: sampleModules(app.root, 60), takes: { load: 5, create: 5, mount: 5 } })
  const row = page.getByRole('option', { name: /^#2 live/ })
  await row.waitFor()
  expect(await row.textContent()).toContain('src/app.ts')
  expect(await row.locator('.part').count()).toBe(5)
  const detail = page.getByRole('region', { name: 'The chosen generation' })
  await detail.getByRole('heading', { name: 'Generation 2 live' }).waitFor()
  await detail.getByText('its source has changed').waitFor()
  for (const phase of ['load', 'create', 'mount', 'verify']) {
    expect(await detail.getByRole('row', { name: new RegExp(`^${phase} .* m?s`) }).count(), phase).toBe(1)
  }
})

test('what a page costs is told', async () => {
  await using app = await stage()
  const { page } = await browse(wide)
  await page.goto(app.inspector)
  await page.getByRole('option', { name: /^#1/ }).waitFor()
  expect(await page.locator('.version').innerText()).toMatch(/ · pages carry \d+ B and load \d+ KB$/)
})

test('S19 the one thing that can be asked of the server is a reload', async () => {
  await using app = await stage()
  const browsing = await browse(wide)
  const { page } = browsing
  await page.goto(app.inspector)
  const methods: string[] = []
  browsing.context.on('request', (request) => methods.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.getByRole('option', { name: /^#2 live/ }).waitFor()
  for (const tab of await page.getByRole('tab').all()) await tab.click()
  expect(methods.filter((line) => line.startsWith('POST'))).toEqual(['POST /__hotseat/reload'])
})

test('a failure is told at the top, and leads to its generation', async () => {
  await using app = await stage()
  const { page } = await browse(wide)
  await page.goto(`${app.inspector}#heap`)
  const location = { file: `${app.root}/src/orders.ts`, line: 3, column: 14 }
  const failure = new HotseatError({ code: 'HOTSEAT_LOAD_FAILED', message: 'x is not defined', location })
  await app.save({ failure })
  await page.getByText('Answered by generation 1; generation 2 failed.').waitFor()
  expect(await page.title()).toContain('Generation 2 failed')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByRole('heading', { name: 'Generation 2 failed' }).waitFor()
  await app.save({})
  await page.getByText('Answered by generation 1').waitFor({ state: 'hidden' })
  expect(await page.title()).toContain('Generation 3 is live')
  // Its place is told as long as it is in the timeline, not only while it stands.
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await page.getByRole('searchbox', { name: 'Search generations' }).fill('orders.ts:3')
  await page.getByRole('option', { name: '#2' }).click()
  const detail = await page.getByRole('region', { name: 'The chosen generation' }).innerText()
  expect(detail).toContain('src/orders.ts:3:14')
})

test('modules are found by name, and one is drawn with its neighbours', async () => {
  await using app = await stage()
  await app.save({ modules: sampleModules(app.root, 60) })
  const { page } = await browse(wide)
  await page.goto(`${app.inspector}#modules`)
  await page.getByRole('searchbox', { name: 'Search modules' }).fill('orders service')
  const option = page.getByRole('option', { name: /orders\/service\.ts/ })
  await option.click()
  expect(await page.getByRole('option').count()).toBe(1)
  const detail = page.getByRole('region', { name: 'The chosen module' })
  expect(await detail.getByRole('button').count()).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Neighbours' }).click()
  const blank = 'new Set(document.querySelector("canvas").getContext("2d").getImageData(0, 0, 900, 700).data).size'
  await expect.poll(() => page.evaluate(blank)).toBeGreaterThan(8)
  await detail.getByRole('button').first().click()
  await page.getByRole('searchbox', { name: 'Search modules' }).fill('')
  expect(await detail.getByRole('heading', { level: 2 }).textContent()).not.toContain('orders/service')
})

test('registrations are listed with what has been resolved, leases with who holds what', async () => {
  const answer: Answering = (request, response, generation) => {
    if (request.url !== '/held?secret=1') html(() => 'page')(request, response, generation)
  }
  await using app = await stage({ answer, registrations: sampleRegistrations(12) })
  const { page } = await browse(wide)
  await page.goto(`${app.inspector}#container`)
  await page.getByRole('listitem').filter({ hasText: 'OrdersRoutesSingleton✓ resolved' }).waitFor()
  await page.getByRole('searchbox').fill('billing')
  await expect.poll(() => page.getByRole('listitem').count()).toBe(2)
  expect(await page.getByText('2 of 12').count()).toBe(1)

  void fetch(`${app.url}/held?secret=1`).catch(() => undefined)
  await expect.poll(() => app.reloader.generations()[0]?.leases.length).toBe(1)
  await app.save({})
  await page.getByRole('tab', { name: 'Leases' }).click()
  const draining = page.locator('.card').filter({ hasText: 'Generation 1' })
  await draining.getByText('draining').waitFor()
  expect(await draining.getByRole('row').nth(1).textContent()).toMatch(/^GET \/held.*in flight$/)
})

async function checkReconnects(options: BrowseOptions = {}): Promise<void> {
  const { page } = await browse({ ...wide, ...options })
  let port = 0
  {
    await using first = await stage()
    for (let count = 0; count < 3; count += 1) await first.save({})
    port = first.port
    await page.goto(first.inspector)
    await page.getByRole('option', { name: /^#4/ }).waitFor()
  }
  await page.getByText('The server is gone; trying again').first().waitFor()
  expect(await page.getByRole('button', { name: 'Reload' }).isDisabled()).toBe(true)
  await using _second = await stage({}, { port })
  await page.getByText('Generation 1 is live').first().waitFor()
  await page.getByText('1 generation', { exact: true }).waitFor()
}

test('it says that the server is gone, and shows the new process when there is one', async () => {
  await checkReconnects()
})

test('planted bug: an inspector that keeps what the last process told is caught', async () => {
  const plant = {
    asset: 'inspector/store.js',
    from: 'const since = new Map()',
    to: 'const since = entries',
    isSilent: true,
  } as const
  await expect(checkReconnects({ plant })).rejects.toThrow('Timeout')
})

async function checkMasses(options: BrowseOptions = {}): Promise<Record<string, number>> {
  await using app = await stage()
  const modules = sampleModules(app.root, 5000)
  for (let count = 1; count < 1000; count += 1) await app.save(count === 999 ? { modules } : {})
  const { page } = await browse({ ...wide, ...options })
  const figures: Record<string, number> = {}
  const begun = performance.now()
  await page.goto(app.inspector)
  await page.getByRole('option', { name: /^#1000/ }).click()
  figures['ms until the timeline can be used'] = performance.now() - begun
  expect(await page.getByText('1,000 generations').count()).toBe(1)
  figures['ms a frame, timeline scrolled'] = await scrolled(page, '.split .list')
  expect(await page.locator('.row').count()).toBeLessThan(100)

  const asked = performance.now()
  await page.getByRole('tab', { name: 'Modules' }).click()
  await page.getByText(/^5,000 modules/).waitFor()
  figures['ms until 5,000 modules are listed and drawn'] = performance.now() - asked
  figures['ms a frame, modules scrolled'] = await scrolled(page, '.modules .list')
  expect(await page.locator('.row').count()).toBeLessThan(200)
  figures['ms a frame, graph moved'] = await moved(page)
  await page.keyboard.press('/')
  const typed = performance.now()
  await page.keyboard.type('orders/service-7')
  await page.getByText(/ of 5000$/).waitFor()
  figures['ms until 16 letters have been searched for'] = performance.now() - typed
  await page.getByRole('option').first().click()
  await page.getByRole('region', { name: 'The chosen module' }).waitFor()
  return figures
}

test('it is pleasant at 1,000 generations and 5,000 modules', async () => {
  const figures = await checkMasses()
  console.log(
    Object.entries(figures)
      .map(([name, value]) => `${value.toFixed(1)} ${name}`)
      .join('\n'),
  )
  // Generous: a busy machine is no reason to fail.
  for (const [name, value] of Object.entries(figures))
    expect(value, name).toBeLessThan(name.startsWith('ms a frame') ? 500 : 10_000)
})

test('planted bug: a list of which every row is there is caught', async () => {
  const plant = { asset: 'inspector/virtual-list.js', from: 'const spare = 8', to: 'const spare = 1e6' }
  await expect(checkMasses({ plant })).rejects.toThrow('to be less than 100')
})

/** The 95th percentile of the time between frames while a list is scrolled for 60 of them. */
async function scrolled(page: Page, list: string): Promise<number> {
  return await frames(page, `document.querySelector('${list}').scrollTop += 400`)
}

async function moved(page: Page): Promise<number> {
  return await frames(
    page,
    `document.querySelector('canvas').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))`,
  )
}

async function frames(page: Page, act: string): Promise<number> {
  const times = await page.evaluate(`new Promise((resolve) => {
    const times = []
    let last
    const step = (now) => {
      if (last !== undefined) times.push(now - last)
      last = now
      if (times.length === 60) return resolve(times.sort((a, b) => a - b)[56])
      ${act}
      requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })`)
  return Number(times)
}
