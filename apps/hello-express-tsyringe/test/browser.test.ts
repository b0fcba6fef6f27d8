import { expect, test } from 'vitest'
import { inChromium, shows } from '../../../packages/devtools/test/browser/browsing.ts'
import { copyOfHello, serve } from './running.ts'

const browse = inChromium()

test('edit, break, mend: the page follows, and shows what is broken', async () => {
  const hello = await serve()
  const { page } = await browse()
  await page.goto(hello.url)
  await shows(page, 'Hello, Version 1!')
  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await shows(page, 'Hello, Version 2!')

  hello.edit('src/greeter.ts', 'return GREETING', 'return GREETING +')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Answered by generation 2; generation 3 failed.').waitFor()
  expect(await dialog.locator('.where').innerText()).toMatch(/^src\/greeter\.ts:1[56]:/)
  expect(await dialog.locator('.importers').innerText()).toContain('src/app.ts')
  expect(await page.locator('body').innerText()).toBe('Hello, Version 2!')

  hello.edit('src/greeter.ts', 'return GREETING +', "return GREETING + ' And on.'")
  await shows(page, 'Hello, Version 2! And on.')
  expect(await dialog.count()).toBe(0)
})

test('a page that is open while the process is started anew refreshes', async () => {
  const first = await serve()
  const { page } = await browse()
  await page.goto(first.url)
  await shows(page, 'Hello, Version 1!')
  first.signal('SIGTERM')
  await first.exited
  const copy = copyOfHello()
  copy.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await serve(copy, ['--port', new URL(first.url).port])
  await shows(page, 'Hello, Version 2!')
  expect(await page.getByRole('dialog').count()).toBe(0)
})

test('an application that listens itself has pages that refresh, too', async () => {
  const hello = await serve(copyOfHello(), ['src/main.ts'])
  const { page } = await browse()
  await page.goto(hello.url)
  await shows(page, 'Hello, Version 1!')
  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await shows(page, 'Hello, Version 2!')
  expect(await page.getByRole('dialog').count()).toBe(0)
})

test('the inspector shows the modules of the demo, its registrations, and what a save came to', async () => {
  const hello = await serve()
  const { page } = await browse({ viewport: { width: 1280, height: 800 } })
  await page.goto(new URL('/__hotseat/', hello.url).href)
  await page.getByRole('option', { name: /^#1 live/ }).waitFor()
  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await page.getByRole('option', { name: /^#2 live src\/greeter\.ts/ }).waitFor()
  await page.getByText('its source has changed').waitFor()
  await page.getByText('imports src/greeter.ts, which was made anew').waitFor()
  await page.getByRole('tab', { name: 'Modules' }).click()
  await page.getByRole('option', { name: 'src/greeter.ts made anew' }).waitFor()
  expect(await page.getByRole('option').count()).toBe(2)
  await page.getByRole('tab', { name: 'Container' }).click()
  await page.getByRole('listitem').filter({ hasText: 'Greeter' }).getByText('✓ resolved').waitFor()
})
