import { expect, test } from 'vitest'
import { copyOfNotes, develop } from './running.ts'
import { openFeed, openStats, told } from './streams.ts'

test('edit, break, mend: the title changes, the notes stay, and the connection is one and the same', async () => {
  const copy = copyOfNotes()
  // A temporary table is gone with its connection.
  copy.edit(
    'src/app.ts',
    '  return app\n',
    `  const database = container.get(DatabaseSync)
  database.exec("CREATE TEMP TABLE IF NOT EXISTS mark AS SELECT 'of the first generation' AS made")
  app.get('/mark', () => database.prepare('SELECT made FROM mark').get())
  return app\n`,
  )
  const notes = await develop(copy)
  await notes.call('POST', '/notes', { text: 'before' })
  expect(await notes.title()).toBe('Notes, Version 1!')

  await notes.change('src/settings.ts', 'Version 1', 'Version 2')
  expect(await notes.title()).toBe('Notes, Version 2!')

  notes.edit('src/notes/note-store.ts', 'search(text: string)', 'search(text: string')
  await notes.printed(/note-store\.ts[\s\S]*> \d+ \|/)
  expect(await notes.title()).toBe('Notes, Version 2!')
  await notes.call('POST', '/notes', { text: 'while it was broken' })

  await notes.change('src/notes/note-store.ts', 'search(text: string', 'search(text: string)')
  // Nothing that the mended code answers with has been opened anew.
  await notes.change('src/app.ts', 'EXISTS mark', 'EXISTS unused')
  await notes.change('src/settings.ts', 'Version 2', 'Version 3')
  expect(await notes.title()).toBe('Notes, Version 3!')
  expect(await notes.texts()).toEqual(['while it was broken', 'before'])
  expect(await notes.call('GET', '/mark')).toMatchObject({ body: { made: 'of the first generation' } })
  expect(notes.connections()).toEqual({ opened: 1, closed: 0 })

  notes.signal('SIGINT')
  expect(await notes.exited, notes.output()).toBe(0)
  expect(notes.connections()).toEqual({ opened: 1, closed: 1 })
  expect(notes.output()).not.toContain('left open')
})

test('a changed path: the next request is answered from another database, the first goes with its last stream', async () => {
  const notes = await develop()
  await notes.call('POST', '/notes', { text: 'in the first' })
  const stats = await openStats(notes.url)
  expect(await stats.next()).toEqual({ notes: 1, characters: 12 })

  await notes.change('src/settings.ts', 'notes.sqlite', 'other.sqlite')
  expect(await notes.texts()).toEqual([])
  await notes.call('POST', '/notes', { text: 'in the other' })
  expect(await notes.texts()).toEqual(['in the other'])
  expect(notes.connections()).toEqual({ opened: 2, closed: 0 })
  // What happens in another database is none of its business.
  expect(stats.isAhead).toBe(false)
  stats.close()
  await notes.printed(/Database closed: .*notes\.sqlite/)

  await notes.change('src/settings.ts', 'other.sqlite', 'notes.sqlite')
  expect(await notes.texts()).toEqual(['in the first'])
  await notes.printed(/Database closed: .*other\.sqlite/)
  notes.signal('SIGTERM')
  expect(await notes.exited, notes.output()).toBe(0)
  expect(notes.connections()).toEqual({ opened: 3, closed: 3 })
})

test('a migration is run when it is saved; one that fails leaves the database and what serves as they were', async () => {
  const notes = await develop()
  await notes.call('POST', '/notes', { text: 'kept' })
  const end = '  ) STRICT`,\n'
  const migration =
    '  `CREATE TABLE tags (name TEXT) STRICT; ALTER TABLE notes ADD pinned INTEGER NO NULL DEFAULT 0`,\n'
  notes.edit('src/database.ts', end, end + migration)
  await notes.printed(/generation \d+ failed[\s\S]*unknown datatype for notes\.pinned[\s\S]*database\.ts/)
  expect(await notes.call('POST', '/notes', { text: 'kept as well' })).toMatchObject({ status: 201 })

  // It would find the table of tags there if the first half had been kept.
  await notes.change('src/database.ts', 'NO NULL', 'NOT NULL')
  await notes.change('src/notes/note.ts', 'return { id, text, written }', 'return { ...row, id, text, written }')
  expect(await notes.call('GET', '/notes/1')).toMatchObject({ body: { id: 1, text: 'kept', pinned: 0 } })
  expect(notes.connections()).toEqual({ opened: 1, closed: 0 })
})

test('started with broken code it says why; what the failed build had opened is closed, and the first good save serves', async () => {
  const copy = copyOfNotes()
  copy.edit('src/app.ts', '  migrate(database)\n', "  throw new Error('not yet')\n")
  const notes = await develop(copy)
  expect(await notes.call('GET', '/notes')).toMatchObject({ status: 503 })
  await notes.printed(/Database closed/)
  await notes.change('src/app.ts', "  throw new Error('not yet')\n", '  migrate(database)\n')
  expect(await notes.texts()).toEqual([])
  expect(notes.connections()).toEqual({ opened: 2, closed: 1 })
  notes.signal('SIGINT')
  expect(await notes.exited, notes.output()).toBe(0)
  expect(notes.connections()).toEqual({ opened: 2, closed: 2 })
})

test("streams: 'hold': the feed and the statistics live through reloads, and hear of what the new code writes", async () => {
  const notes = await develop()
  const feed = await openFeed(notes.url)
  const stats = await openStats(notes.url)
  expect(await stats.next()).toEqual({ notes: 0, characters: 0 })
  await notes.change('src/notes/note-book.ts', 'this.#store.add(text)', 'this.#store.add(text.toUpperCase())')
  await notes.change('src/notes/stats-route.ts', 'JSON.stringify(store.count())', "'new code'")
  await notes.call('POST', '/notes', { text: 'loud' })
  expect(told(await feed.next())).toBe('added: LOUD')
  // The code of a stream is the one that it began with.
  expect(await stats.next()).toEqual({ notes: 1, characters: 4 })
  // Generations of which nobody holds a stream are gone; theirs goes when they do.
  expect(notes.connections()).toEqual({ opened: 1, closed: 0 })
  feed.close()
  stats.close()
  await Promise.all([feed.ended, stats.ended])
  const again = await openFeed(notes.url)
  await notes.call('DELETE', '/notes/1')
  expect(told(await again.next())).toBe('removed: LOUD')
})

test("streams: 'hold' is bounded: what is still open when the drain times out is cut off, and can come again", async () => {
  const copy = copyOfNotes()
  copy.edit('hotseat.config.ts', 'drainTimeout: 5_000', 'drainTimeout: 200')
  const notes = await develop(copy)
  const feed = await openFeed(notes.url)
  const stats = await openStats(notes.url)
  await notes.change('src/settings.ts', 'Version 1', 'Version 2')
  await Promise.all([feed.ended, stats.ended])
  const again = await openFeed(notes.url)
  await notes.call('POST', '/notes', { text: 'again' })
  expect(told(await again.next())).toBe('added: again')
  expect(notes.connections()).toEqual({ opened: 1, closed: 0 })
})

test("streams: 'close' ends them at the swap", async () => {
  const copy = copyOfNotes()
  copy.edit('hotseat.config.ts', "streams: 'hold'", "streams: 'close'")
  copy.edit('hotseat.config.ts', 'drainTimeout: 5_000', 'drainTimeout: 60_000')
  const notes = await develop(copy)
  const feed = await openFeed(notes.url)
  const stats = await openStats(notes.url)
  await notes.change('src/settings.ts', 'Version 1', 'Version 2')
  await Promise.all([feed.ended, stats.ended])
  expect(notes.connections()).toEqual({ opened: 1, closed: 0 })
})
