import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createSourceCache, nodeFileSystem, type SourceFiles } from '@hotseat/core'
import { Freshness } from '../../../core/src/files/freshness.ts'
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
  readonly files: SourceFiles
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
    this.files = createSourceCache(nodeFileSystem, { stamp: this.stamp })
  }

  /** See `LoadContext`. */
  readonly stamp = (path: string): number | undefined => this.#freshness?.stamp(path)

  /** Makes the files what they are to be: writes and removes those that are not. */
  put(contents: ReadonlyMap<string, string>): void {
    for (const file of this.#contents.keys()) if (!contents.has(file)) this.#remove(file)
    for (const [file, text] of contents) if (this.#contents.get(file) !== text) this.write(file, text)
    this.#contents = new Map(contents)
  }

  write(file: string, text: string): void {
    const path = join(this.#root, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    this.#settle(file)
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
    this.#settle(file)
  }

  #settle(file: string): void {
    const path = join(this.#root, file)
    this.#time += 1
    for (const each of this.#isSettled ? [path, dirname(path), dirname(dirname(path))] : []) {
      if (statSync(each, { throwIfNoEntry: false })) utimesSync(each, this.#time, this.#time)
    }
    this.#freshness?.reported([path, dirname(path)])
  }
}
