import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { launchChromium, openContext } from './chromium.ts'

/** A profile that nothing is in yet, and what was heard of it. */
export interface Browsing {
  readonly context: BrowserContext
  readonly page: Page
  /** Everything that any page of it has asked for, in order. */
  readonly requests: readonly string[]
  readonly console: readonly string[]
  /** Alerts, confirmations, prompts. */
  readonly dialogs: readonly string[]
  /** Resolves as soon as this holds; asked whenever something was asked for, or written to a console. */
  until(holds: () => boolean): Promise<void>
}

/** A file of the devtools that is served with another text. The text that is replaced must be there. */
interface PlantedBug {
  readonly asset: string
  readonly from: string
  readonly to: string
  /** What shows the bug is that something never comes: it is waited for one second. */
  readonly isSilent?: true
}

export interface BrowseOptions extends BrowserContextOptions {
  readonly plant?: PlantedBug | undefined
}

/** One Chromium for the tests of a file; each call of what is returned is a profile of its own, closed with its test. */
export function inChromium(): (options?: BrowseOptions) => Promise<Browsing> {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  return async ({ plant, ...options } = {}) => {
    if (!browser) throw new Error('no browser')
    const context = await openContext(browser, options)
    onTestFinished(async () => {
      // What is being loaded through a route would hold up the end.
      await context.unrouteAll({ behavior: 'ignoreErrors' })
      await context.close()
    })
    if (plant) await plantBug(context, plant)
    if (plant?.isSilent) context.setDefaultTimeout(1000)
    return await browsing(context, plant?.isSilent ? 1000 : 10_000)
  }
}

async function browsing(context: BrowserContext, patience: number): Promise<Browsing> {
  const requests: string[] = []
  const lines: string[] = []
  const dialogs: string[] = []
  const waiting = new Set<() => void>()
  const heard = (list: string[], what: string): void => {
    list.push(what)
    for (const look of waiting) look()
  }
  context.on('request', (request) => heard(requests, request.url()))
  context.on('console', (message) => heard(lines, message.text()))
  context.on('dialog', (dialog) => {
    heard(dialogs, dialog.message())
    void dialog.dismiss()
  })
  return {
    context,
    page: await context.newPage(),
    requests,
    console: lines,
    dialogs,
    async until(holds) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const look = (): void => {
        if (holds()) resolve()
      }
      waiting.add(look)
      look()
      const text = (): string => `it never came to hold; heard:\n${[...requests, ...lines].join('\n')}`
      const timer = setTimeout(() => reject(new Error(text())), patience)
      await promise.finally(() => {
        clearTimeout(timer)
        waiting.delete(look)
      })
    },
  }
}

async function plantBug(context: BrowserContext, { asset, from, to }: PlantedBug): Promise<void> {
  const text = readFileSync(join(import.meta.dirname, '../../src/browser', asset), 'utf8')
  if (!text.includes(from)) throw new Error(`${asset} does not contain ${from}`)
  const planted = { contentType: 'text/javascript', body: text.replace(from, to) }
  await context.route(`**/__hotseat/assets/${asset}`, (route) => route.fulfill(planted))
}

/** Resolves once the page shows this. */
export async function shows(page: Page, text: string): Promise<void> {
  await page.getByText(text).first().waitFor()
}

/** What each page says, once, when it is connected. */
export const welcome = /This page refreshes/
