import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { Freshness } from '../src/files/freshness.ts'
import { Snapshot } from '../src/files/snapshot.ts'
import { World, entry } from './world/world.ts'

/** Paths that end in `.ts` are files. */
function freshness(): Freshness {
  return new Freshness({
    roots: ['/app'],
    ignored: (path) => path.endsWith('/node_modules') || path.endsWith('.env'),
    canonical: (path) => path.replace('/app/link', '/app/real'),
    isFile: (path) => path.endsWith('.ts'),
  })
}

/** Which of the paths a report makes doubtful. */
function doubted(paths: readonly string[], report: (known: Freshness) => void): string[] {
  const known = freshness()
  const before = paths.map((path) => known.stamp(path))
  report(known)
  return paths.filter((path, index) => known.stamp(path) !== before[index])
}

const paths = ['/app', '/app/a.ts', '/app/real', '/app/real/b.ts', '/app/real/deep/c.ts']

test('a report puts a file and the folder that it is in in doubt, and nothing else', () => {
  expect(doubted(paths, (known) => known.reported(['/app/a.ts']))).toEqual(['/app', '/app/a.ts'])
  expect(doubted(paths, (known) => known.reported(['/app/real/new.ts']))).toEqual(['/app/real'])
})

test('a report of a folder, of a link or of what is gone puts all below in doubt', () => {
  expect(doubted(paths, (known) => known.reported(['/app/real']))).toEqual(paths.filter((path) => path !== '/app/a.ts'))
  expect(doubted(paths, (known) => known.reported(['/app/link/b.ts']))).toEqual(['/app/real', '/app/real/b.ts'])
})

test('a rescan puts everything below in doubt', () => {
  expect(doubted(paths, (known) => known.rescanned(['/app']))).toEqual(paths)
})

test('what is outside of the roots or ignored is never believed', () => {
  const known = freshness()
  for (const path of ['/other/a.ts', '/app/node_modules/x/a.ts', '/app/.env', dirname('/app')]) {
    expect(known.stamp(path)).toBe(undefined)
  }
})

test('I6 I18 what changed before a build began is in it although nobody has told yet', async () => {
  const world = new World()
  world.write('/app/part.json', { text: 'old' })
  await world.start({ text: 'old', imports: ['/app/part.json'] })
  world.write('/app/part.json', { text: 'new' })
  world.write(entry, { text: 'new', imports: ['/app/part.json'] })
  world.touch(entry)
  await world.clock.advance(500)
  using lease = world.reloader.acquire()
  expect(lease.api.text).toBe('new new')
})

test('since a mark only what was reported after it is doubted, and what is not watched always', () => {
  const known = freshness()
  for (const path of [...paths, '/other/a.ts']) known.stamp(path)
  known.reported(['/app/a.ts'])
  const mark = known.mark()
  expect([...known.doubtedSince(mark)]).toEqual(['/other/a.ts'])
  known.reported(['/app/real'])
  expect(known.doubtedSince(mark)).toEqual(new Set(['/other/a.ts', '/app', ...paths.slice(2)]))
  expect(known.doubtedSince(known.mark())).toEqual(new Set(['/other/a.ts']))
})

test('a snapshot that takes another one over keeps what it has read itself', () => {
  const [earlier, snapshot] = [new Snapshot(), new Snapshot()]
  const reading = (hash: string) => ({ hash: () => hash, read: () => ({ hash, text: '' }) })
  for (const path of ['/app/a.ts', '/app/b.ts']) earlier.recording(reading('old')).hash(path)
  snapshot.recording(reading('new')).hash('/app/a.ts')
  snapshot.takeOver(earlier)
  expect(Object.fromEntries(snapshot.files)).toEqual({ '/app/a.ts': 'new', '/app/b.ts': 'old' })
})
