import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createSourceCache, nodeFileSystem, type LoadContext, type SourceCache } from '@hotseat/core'
import { Freshness } from '../../../core/src/files/freshness.ts'
import { Snapshot } from '../../../core/src/files/snapshot.ts'
import type { History } from './plan.ts'

/** Files that are the same in every world. */
export const surroundings = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json': '{}',
  'node_modules/registry/package.json': '{ "name": "registry", "type": "module", "exports": "./index.js" }',
  'node_modules/registry/index.js': `export { all } from './all.js'`,
  'node_modules/registry/all.js': `globalThis.__log.push('registry'); export const all = []`,
}

/** A project on disk, whose files have the times that a history wants them to have. */
export class Disk {
  readonly #root: string
  readonly #isSettled: boolean
  readonly #freshness: Freshness | undefined
  readonly #files: SourceCache
  readonly #snapshots = new Map<number, { readonly snapshot: Snapshot; readonly mark: number }>()
  #contents: ReadonlyMap<string, string> = new Map()
  /** Seconds; long past, and another one with each write. */
  #time = 1_000_000

  constructor(root: string, files: History['files']) {
    this.#root = root
    this.#isSettled = files !== 'just written'
    this.#freshness =
      files === 'watched'
        ? new Freshness({
            roots: [root],
            ignored: () => false,
            canonical: (path) => path,
            isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
          })
        : undefined
    this.#files = createSourceCache(nodeFileSystem, { stamp: this.#stamp })
  }

  readonly #stamp = (path: string): number | undefined => this.#freshness?.stamp(path)

  /** What core hands the loader for the next generation. */
  context(): Pick<LoadContext, 'generation' | 'files' | 'stamp' | 'earlier'> {
    const generation = this.#snapshots.size + 1
    const snapshot = new Snapshot()
    this.#snapshots.set(generation, { snapshot, mark: this.#freshness?.mark() ?? 0 })
    return {
      generation,
      files: snapshot.recording(this.#files),
      stamp: this.#stamp,
      earlier: (number) => {
        const earlier = this.#snapshots.get(number)
        const doubted = earlier && this.#freshness?.doubtedSince(earlier.mark)
        return doubted && { doubted, takeOver: () => snapshot.takeOver(earlier.snapshot) }
      },
    }
  }

  /** The files that the newest generation is said to be made of, each of which has to be as it is on disk. */
  get newest(): { readonly files: ReadonlySet<string>; readonly changed: readonly string[] } {
    const snapshot = this.#snapshots.get(this.#snapshots.size)?.snapshot ?? new Snapshot()
    return { files: new Set(snapshot.files.keys()), changed: snapshot.changedSince({ hash: this.#files.hashOnDisk }) }
  }

  /** Makes the files what they are to be: writes and removes those that are not. */
  put(contents: ReadonlyMap<string, string>): void {
    for (const file of this.#contents.keys()) if (!contents.has(file)) this.#remove(file)
    for (const [file, text] of contents) if (this.#contents.get(file) !== text) this.write(file, text)
    this.#contents = new Map(contents)
  }

  write(file: string, text: string): void {
    const path = join(this.#root, file)
    const isNew = !statSync(path, { throwIfNoEntry: false })
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    this.#settle(file, isNew)
  }

  touch(file: string): void {
    this.write(file, this.#contents.get(file) ?? '')
  }

  recreate(file: string): void {
    this.#remove(file)
    this.touch(file)
  }

  #remove(file: string): void {
    rmSync(join(this.#root, file))
    this.#settle(file, true)
  }

  /** @param isListed its folder has other entries now */
  #settle(file: string, isListed: boolean): void {
    const path = join(this.#root, file)
    this.#time += 1
    const changed = isListed ? [path, dirname(path), dirname(dirname(path))] : [path]
    for (const each of this.#isSettled ? changed : []) {
      if (statSync(each, { throwIfNoEntry: false })) utimesSync(each, this.#time, this.#time)
    }
    this.#freshness?.reported(isListed ? [path, dirname(path)] : [path])
  }
}
