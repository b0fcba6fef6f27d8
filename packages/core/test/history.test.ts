import { expect, test } from 'vitest'
import { Archive } from '../src/files/archive.ts'
import { Snapshot } from '../src/files/snapshot.ts'
import { createSourceCache, type SourceCache } from '../src/index.ts'
import { History } from '../src/reload/history.ts'
import { VirtualFiles } from './world/virtual-files.ts'
import { entry } from './world/world.ts'

/** What is remembered of ten generations is what those ten were made of. */
function checkForgets(archive: Archive): void {
  const files = new VirtualFiles()
  const cache = createSourceCache(files, { replaced: (path, file) => archive.keep(path, file) })
  const history = new History(archive, cache)
  const snapshots = Array.from({ length: 30 }, (_, index) => {
    files.write(entry, `text ${index}`)
    const snapshot = new Snapshot()
    snapshot.recording(cache).read(entry)
    history.seated(snapshot, false)
    return snapshot
  })
  const { files: earlier } = history.earlier() ?? expect.fail()
  expect(earlier.read(entry).text).toBe('text 28')
  const readable = snapshots.filter((snapshot) => {
    try {
      return archive.filesOf(snapshot, cache).read(entry).hash === snapshot.files.get(entry)
    } catch (error) {
      expect(error).toMatchObject({ code: 'HOTSEAT_NOT_KEPT', location: { file: entry } })
      return false
    }
  })
  expect(readable).toEqual(snapshots.slice(-10))
}

test('the texts of ten generations are kept, and no more', () => checkForgets(new Archive()))

/** Nobody goes back to what only builds were made of that failed, nor to files that are gone since long. */
function checkForgetsOthers(createHistory: (archive: Archive, cache: SourceCache) => History): void {
  const files = new VirtualFiles()
  const archive = new Archive()
  const cache = createSourceCache(files, { replaced: (path, file) => archive.keep(path, file) })
  const history = createHistory(archive, cache)
  const read = (paths: readonly string[], text: string): Snapshot => {
    const snapshot = new Snapshot()
    for (const path of paths) {
      files.write(path, text)
      snapshot.recording(cache).read(path)
    }
    return snapshot
  }
  history.seated(read([entry], 'served'), false)
  const failed = read([entry], 'faulty')
  read([entry], 'faulty still')
  history.failed()
  expect(() => archive.filesOf(failed, cache).read(entry)).toThrow('not known any more')
  history.seated(read([entry], 'mended'), false)
  expect(history.earlier()?.files.read(entry).text).toBe('served')
  for (let index = 0; index < 1_000; index += 1) {
    history.seated(read([entry, `/app/${index}.json`], String(index)), false)
    files.remove(`/app/${index}.json`)
  }
  expect(history.earlier()?.files.read('/app/998.json').text).toBe('998')
  expect(cache.size()).toBeLessThan(300)
}

test('nothing is kept of builds that failed, nor of files that are gone since long', () => {
  checkForgetsOthers((archive, cache) => new History(archive, cache))
})

test('one that keeps what failed, or the files that are gone, is caught', () => {
  class Failing extends History {
    override failed(): void {}
  }
  expect(() => checkForgetsOthers((archive, cache) => new Failing(archive, cache))).toThrow('to throw an error')
  expect(() =>
    checkForgetsOthers((archive, cache) => new History(archive, { ...cache, forget: () => undefined })),
  ).toThrow('less than 300')
})

test('an archive that forgets nothing is caught', () => {
  class Hoard extends Archive {
    override prune(): void {}
  }
  expect(() => checkForgets(new Hoard())).toThrow('to deeply equal')
})
