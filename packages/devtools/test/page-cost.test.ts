import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { State } from '../src/protocol.ts'
import { forPage, html, serveHandler } from './world/pages.ts'

test('what a page gets is told as it is: the tag, and all that it loads by it', async () => {
  const served = await serveHandler((_, response) => response.setHeader('content-type', 'text/html').end(html))
  const { pageCost }: State = JSON.parse((await served.askAsPage('/__hotseat/state')).text)
  const page = await served.ask('/', { headers: forPage })
  expect(pageCost.tag).toBe(page.bytes.length - Buffer.byteLength(html))
  const loaded = new Map<string, string>()
  const load = async (url: URL): Promise<void> => {
    if (loaded.has(url.pathname)) return
    loaded.set(url.pathname, '')
    const { status, text } = await served.ask(url.pathname)
    expect([url.pathname, status]).toEqual([url.pathname, 200])
    loaded.set(url.pathname, text)
    const imported = [...text.matchAll(/^import (?:[^'"]* from )?'([^']+)'/gm)]
    for (const [, specifier = ''] of imported) await load(new URL(specifier, url))
  }
  const [, source = ''] = /src="([^"]+)"/.exec(page.text) ?? []
  await load(new URL(source, served.url))
  const all = [...loaded.values()].join('')
  expect(pageCost.files).toBe(Buffer.byteLength(all))
  // A page that is refreshed a hundred times a day is to feel nothing of it.
  expect(gzipSync(all).length).toBeLessThan(16 * 1024)
})
