import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { develop, produce } from './running.ts'
import { openFeed, openStats } from './streams.ts'

describe.each([
  { way: 'under hotseat dev', start: develop },
  { way: 'in production', start: produce },
])('$way', ({ start }) => {
  test('notes are written, read, searched, changed and removed', async () => {
    const notes = await start()
    const milk = await notes.call('POST', '/notes', { text: 'Buy milk' })
    expect(milk).toMatchObject({ status: 201, body: { id: 1, text: 'Buy milk' } })
    expect(milk.headers.get('location')).toBe('/notes/1')
    expect(milk.body).toHaveProperty('written', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/))
    await notes.call('POST', '/notes', { text: 'Call Ada' })
    expect(await notes.texts()).toEqual(['Call Ada', 'Buy milk'])
    expect(await notes.call('GET', '/notes?q=MILK')).toMatchObject({ status: 200, body: [{ text: 'Buy milk' }] })
    expect(await notes.call('PUT', '/notes/1', { text: "Buy '; DROP TABLE notes --" })).toMatchObject({ status: 200 })
    expect(await notes.call('GET', '/notes/1')).toMatchObject({ body: { id: 1, text: "Buy '; DROP TABLE notes --" } })
    expect(await notes.call('DELETE', '/notes/1')).toMatchObject({ status: 204, body: undefined })
    expect(await notes.texts()).toEqual(['Call Ada'])
    // A number is never given twice.
    expect(await notes.call('POST', '/notes', { text: 'Buy bread' })).toMatchObject({ body: { id: 3 } })
  })

  test('what is asked for wrongly is answered as JSON, and nothing is written', async () => {
    const notes = await start()
    const invalid = { status: 400, body: { error: { code: 'FST_ERR_VALIDATION' } } }
    for (const body of [{}, { text: '' }, { text: ' \n' }, { text: 'x'.repeat(501) }, { text: ['a', 'b'] }, []]) {
      expect(await notes.call('POST', '/notes', body), JSON.stringify(body)).toMatchObject(invalid)
    }
    for (const id of ['0', '-1', '1.5', 'first']) {
      expect(await notes.call('GET', `/notes/${id}`), id).toMatchObject(invalid)
    }
    expect(await notes.call('GET', `/notes?q=${'x'.repeat(101)}`)).toMatchObject(invalid)
    const missing = { status: 404, body: { error: { code: 'NO_SUCH_NOTE', message: 'There is no note 7.' } } }
    expect(await notes.call('GET', '/notes/7')).toMatchObject(missing)
    expect(await notes.call('PUT', '/notes/7', { text: 'a' })).toMatchObject(missing)
    expect(await notes.call('DELETE', '/notes/7')).toMatchObject(missing)
    expect(await notes.call('GET', '/nowhere')).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } })
    const headers = { 'content-type': 'application/json' }
    const broken = await fetch(new URL('/notes', notes.url), { method: 'POST', headers, body: '{"text":' })
    expect(broken.status).toBe(400)
    expect(await broken.json()).toMatchObject({ error: { code: 'FST_ERR_CTP_INVALID_JSON_BODY' } })
    expect(await notes.texts()).toEqual([])
  })

  test('the feed tells of every change and of who made it, the statistics of how many notes there are', async () => {
    const notes = await start()
    const feed = await openFeed(notes.url)
    const stats = await openStats(notes.url)
    expect(await stats.next()).toEqual({ notes: 0, characters: 0 })
    const added = await notes.call('POST', '/notes', { text: 'four' })
    const changed = await notes.call('PUT', '/notes/1', { text: 'fours' })
    const removed = await notes.call('DELETE', '/notes/1')
    await notes.call('DELETE', '/notes/1')
    for (const [kind, text, { headers }] of [
      ['added', 'four', added],
      ['changed', 'fours', changed],
      ['removed', 'fours', removed],
    ] as const) {
      const by = headers.get('x-request-id')
      expect(await feed.next()).toMatchObject({ kind, note: { id: 1, text }, by })
    }
    expect(await stats.next()).toEqual({ notes: 1, characters: 4 })
    expect(await stats.next()).toEqual({ notes: 1, characters: 5 })
    expect(await stats.next()).toEqual({ notes: 0, characters: 0 })
    // What failed was no change.
    expect(feed.isAhead || stats.isAhead).toBe(false)
  })

  test('fifty requests at once are each told of with their own id', async () => {
    const notes = await start()
    const feed = await openFeed(notes.url)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => notes.call('POST', '/notes', { text: `note ${index}` })),
    )
    const expected = answers.map(({ headers, body }) => ({
      kind: 'added',
      note: body,
      by: headers.get('x-request-id'),
    }))
    const changes = await Promise.all(answers.map(() => feed.next()))
    expect(new Set(expected.map(({ by }) => by)).size).toBe(50)
    expect(changes).toEqual(expect.arrayContaining(expected))
  })

  test('the page is one file that works without network', async () => {
    const notes = await start()
    const response = await fetch(notes.url)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const page = await response.text()
    expect(page).toBe(await readFile(join(import.meta.dirname, '../public/index.html'), 'utf8'))
    expect(page).not.toMatch(/https?:|\b(?:src|@import)\b/)
    expect(await notes.call('GET', '/about')).toMatchObject({ body: { title: 'Notes, Version 1!' } })
  })
})

test('an error of the application is told on the console, not to the client', async () => {
  const notes = await develop()
  await notes.change('src/page.ts', '({ title: TITLE })', "{ throw new TypeError('the secret') }")
  expect(await notes.call('GET', '/about')).toMatchObject({
    status: 500,
    body: { error: { code: 'INTERNAL', message: 'Something went wrong here.' } },
  })
  await notes.printed(/TypeError: the secret\n\s+at .*src\/page\.ts:\d+/)
})
