import { expect, test } from 'vitest'
import { inChromium, shows } from '../../../packages/devtools/test/browser/browsing.ts'
import { develop } from './running.ts'

const browse = inChromium()

test('edit, break, mend: the page follows, keeps the note that is being written, and shows what is broken', async () => {
  const notes = await develop()
  const { page } = await browse()
  await page.goto(notes.url)
  await shows(page, 'Notes, Version 1!')
  const field = page.locator('form input').first()
  await field.fill('Buy bread')
  notes.edit('src/settings.ts', 'Version 1', 'Version 2')
  await shows(page, 'Notes, Version 2!')
  await expect.poll(() => field.inputValue()).toBe('Buy bread')

  notes.edit('src/notes/note-store.ts', 'search(text: string)', 'search(text: string')
  const dialog = page.getByRole('dialog')
  await dialog.locator('.where').getByText('src/notes/note-store.ts').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Add' }).click()
  await page.getByRole('listitem').getByText('Buy bread').waitFor()

  notes.edit('src/notes/note-store.ts', 'search(text: string', 'search(text: string)')
  notes.edit('src/settings.ts', 'Version 2', 'Version 3')
  await shows(page, 'Notes, Version 3!')
  await page.getByRole('listitem').getByText('Buy bread').waitFor()
})

test('the inspector names who holds a generation: the event stream of an open page', async () => {
  const notes = await develop()
  const { page, context } = await browse({ viewport: { width: 1280, height: 800 } })
  await page.goto(notes.url)
  await shows(page, 'Notes, Version 1!')
  const inspector = await context.newPage()
  await inspector.goto(new URL('/__hotseat/#leases', notes.url).href)
  await inspector.getByText('in flight').first().waitFor()
  expect(await inspector.locator('.card').first().innerText()).toMatch(/Generation 1 live[^]*GET \//)
  await inspector.getByRole('tab', { name: 'Container' }).click()
  await inspector.getByRole('listitem').filter({ hasText: 'NoteStore' }).waitFor()
})
