import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { HotseatError } from '@hotseat/core'
import { launchChromium, openContext } from './chromium.ts'
import { sampleFailure, sampleModules, sampleRegistrations } from './sample.ts'
import { html, stage, type Answering, type Source } from './stage.ts'

// Run by hand, `node test/browser/screenshots.ts`: takes the pictures in docs/screenshots anew. Look at them afterwards.

const folder = join(import.meta.dirname, '../../../../docs/screenshots')
mkdirSync(folder, { recursive: true })

const body = (generation: number): string => `
<style>
  body { font: 16px/1.6 system-ui, sans-serif; margin: 0 auto; max-width: 44rem; padding: 2rem; color-scheme: light dark }
  h1 { margin: 0 } li { margin: .4rem 0 }
</style>
<h1>Corner shop</h1><p>Answered by generation ${generation}.</p>
<ul>${['Apples', 'Bread', 'Coffee', 'Dates', 'Eggs', 'Flour', 'Grapes', 'Honey'].map((name) => `<li>${name}</li>`).join('')}</ul>
<form><label>Search <input name="q"></label> <button>Go</button></form>`

const answer: Answering = (request, response, generation) => {
  // It never answers: what is asked here is held.
  if (!request.url?.startsWith('/exports')) html(body)(request, response, generation)
}
const files = ['src/orders/routes.ts', 'src/billing/policy.ts', 'src/catalogue/schema.ts', 'src/users/service.ts']
await using app = await stage({ answer, registrations: sampleRegistrations(48) }, { files })
for (let generation = 2; generation < 30; generation += 1) {
  const file = files[generation % files.length] ?? ''
  // Made up, and no two alike.
  const takes = { load: 4 + ((generation * 7) % 19), create: 3 + ((generation * 5) % 11), mount: 1 + (generation % 4) }
  const disposal = generation === 21 ? new Error('The pool of connections did not close') : undefined
  await app.edit(file, { modules: sampleModules(app.root, 48), takes, disposal })
  if (generation === 26) {
    const location = { file: join(app.root, file), line: 12, column: 3 }
    const code = 'HOTSEAT_LOAD_FAILED'
    await app.edit(file, { failure: new HotseatError({ code, message: 'orderBook is not defined', location }) })
  }
  if (generation > 26)
    for (const id of [1, 2]) fetch(`${app.url}/exports/${generation}${id}.csv`).catch(() => undefined)
}
await using browser = await launchChromium()

for (const colorScheme of ['light', 'dark'] as const) {
  await using context = await openContext(browser, { colorScheme, viewport: { width: 1120, height: 640 } })
  const page = await context.newPage()
  if (colorScheme === 'light') {
    await page.goto(app.url)
    await shoot(page, 'page')
  }
  await page.goto(app.inspector)
  for (const view of ['timeline', 'modules', 'container', 'leases', 'heap', 'events']) {
    await page.getByRole('tab', { name: new RegExp(view, 'i') }).click()
    if (view === 'events') await app.edit(files[0] ?? '', {})
    await settled(page)
    await shoot(page, `inspector-${view}-${colorScheme}`)
  }
  await page.getByRole('tab', { name: 'Modules' }).click()
  await page.getByRole('option', { name: 'src/billing/routes.ts' }).click()
  await page.getByRole('button', { name: 'Neighbours' }).click()
  await settled(page)
  await shoot(page, `inspector-neighbours-${colorScheme}`)
}

await app.save(layOut(sampleFailure(app.root)))
for (const colorScheme of ['light', 'dark'] as const) {
  await using context = await openContext(browser, { colorScheme, viewport: { width: 1000, height: 720 } })
  const page = await context.newPage()
  await page.goto(app.url)
  await page.getByRole('dialog').waitFor()
  await settled(page)
  await shoot(page, `overlay-${colorScheme}`)
  await page.setViewportSize({ width: 320, height: 640 })
  await settled(page)
  await shoot(page, `overlay-narrow-${colorScheme}`)
  await page.goto(app.inspector)
  await page.getByRole('option').first().waitFor()
  await settled(page)
  await shoot(page, `inspector-narrow-${colorScheme}`)
}

/** Writes the files that a failure shows. */
function layOut({ files: texts, ...source }: ReturnType<typeof sampleFailure>): Source {
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(app.root, name)), { recursive: true })
    writeFileSync(join(app.root, name), text)
  }
  return source
}

/** Animations are over, and what is asked for again and again has come once. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(400)
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
