import { describe, expect, test } from 'vitest'
import { copyOfNotes, develop, produce } from './running.ts'
import { handshake, openFeed, openStats } from './streams.ts'

test.each(['SIGINT', 'SIGTERM'] as const)(
  'in production %s ends the streams and closes the database once',
  async (signal) => {
    const notes = await produce()
    const feed = await openFeed(notes.url)
    const stats = await openStats(notes.url)
    notes.signal(signal)
    await Promise.all([feed.ended, stats.ended])
    expect(await notes.exited, notes.output()).toBe(0)
    expect(notes.connections()).toEqual({ opened: 1, closed: 1 })
  },
)

test('under hotseat dev a stop ends the streams when the drain times out, and closes the database once', async () => {
  const copy = copyOfNotes()
  copy.edit('hotseat.config.ts', 'drainTimeout: 5_000', 'drainTimeout: 200')
  const notes = await develop(copy)
  const feed = await openFeed(notes.url)
  const stats = await openStats(notes.url)
  await notes.change('src/settings.ts', 'Version 1', 'Version 2')
  notes.signal('SIGINT')
  await Promise.all([feed.ended, stats.ended])
  expect(await notes.exited, notes.output()).toBe(0)
  expect(notes.connections()).toEqual({ opened: 1, closed: 1 })
})

describe.each([
  { way: 'under hotseat dev', start: develop },
  { way: 'in production', start: produce },
])('$way', ({ start }) => {
  test('the feed is open to its own page and to programs, not to other pages of the web', async () => {
    const notes = await start()
    expect(await handshake(notes.url, {})).toBe(101)
    expect(await handshake(notes.url, { origin: new URL(notes.url).origin })).toBe(101)
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1', `${notes.url}.evil.example`]) {
      expect(await handshake(notes.url, { origin }), origin).toBe(401)
    }
  })
})
