import { expect, test } from 'vitest'
import { copyOfNotes, develop } from './running.ts'

// It is written for Fastify and inversify: of the adapters only the watcher can be another.
test.each([
  ['chokidar()', '@hotseat/watcher-chokidar'],
  ['parcel()', '@hotseat/watcher-parcel'],
  ['nodeWatcher()', '@hotseat/watcher-node'],
  ['pollingWatcher({ interval: 50 })', '@hotseat/watcher-node'],
])('%s: edit, break, mend, stop', async (watcher, from) => {
  const copy = copyOfNotes()
  const name = watcher.replace(/\(.*/, '')
  copy.edit(
    'hotseat.config.ts',
    'export default defineConfig({',
    `import { ${name} } from '${from}'\nexport default defineConfig({\n  watcher: ${watcher},`,
  )
  const notes = await develop(copy)
  await notes.call('POST', '/notes', { text: 'kept' })
  await notes.change('src/settings.ts', 'Version 1', 'Version 2')
  expect(await notes.title()).toBe('Notes, Version 2!')

  notes.edit('src/notes/note-store.ts', 'search(text: string)', 'search(text: string')
  await notes.printed(/note-store\.ts[\s\S]*> \d+ \|/)
  expect(await notes.title()).toBe('Notes, Version 2!')

  await notes.change('src/notes/note-store.ts', 'search(text: string', 'search(text: string)')
  await notes.change('src/settings.ts', 'Version 2', 'Version 3')
  expect(await notes.title()).toBe('Notes, Version 3!')
  expect(await notes.texts()).toEqual(['kept'])

  notes.signal('SIGINT')
  expect(await notes.exited, notes.output()).toBe(0)
  expect(notes.connections()).toEqual({ opened: 1, closed: 1 })
})
