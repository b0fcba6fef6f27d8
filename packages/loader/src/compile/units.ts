import { readFileSync } from 'node:fs'
import type { SourceFile, SourceFiles } from '@hotseat/core'
import { errors } from '../errors.ts'
import { isInstalled } from '../resolve/packages.ts'
import type { Settings } from './settings.ts'
import type { Chain } from './translation.ts'
import type { Translations } from './translations.ts'
import type { compile, Unit } from './unit.ts'

/** Units that something else still holds, by path. */
export type HeldUnits = (path: string) => Iterable<Unit>

/**
 * Compiles every content of a file once. A unit is kept as long as it is the latest of its path, or a graph that has
 * not been released holds it.
 */
export class Units {
  readonly #held: HeldUnits
  readonly #translations: Translations
  readonly #compile: typeof compile
  readonly #latest = new Map<string, Unit>()

  constructor(held: HeldUnits, translations: Translations, compiling: typeof compile) {
    this.#held = held
    this.#translations = translations
    this.#compile = compiling
  }

  /** @throws {HotseatError} when the file cannot be read or compiled */
  get(path: string, settings: Settings, files: SourceFiles, chain: Chain): Unit {
    const from = isInstalled(path) ? installedFiles : files
    const latest = this.#latest.get(path)
    // What was never seen is read at once; the hash comes along.
    const seen = latest ? undefined : reading(() => from.read(path), path, chain)
    const hash = seen?.hash ?? reading(() => from.hash(path), path, chain)
    const fits = (unit: Unit): boolean => unit.hash === hash && unit.settings === settings
    if (latest && fits(latest)) return latest
    const held = [...this.#held(path)].find(fits)
    const file = (): SourceFile => seen ?? reading(() => from.read(path), path, chain)
    const unit = held ?? this.#compile(path, file(), settings, chain, this.#translations)
    this.#latest.set(path, unit)
    return unit
  }

  /** Forgets the files that `isNeeded` denies. */
  prune(isNeeded: (path: string) => boolean): void {
    for (const path of this.#latest.keys()) if (!isNeeded(path)) this.#latest.delete(path)
  }
}

function reading<Result>(read: () => Result, path: string, chain: Chain): Result {
  try {
    return read()
  } catch (cause) {
    throw errors.unreadable(path, chain(), cause)
  }
}

/** What is installed is read once: another version of it would need a restart anyway, as for all native packages. */
const installedFiles: SourceFiles = {
  read: (path) => ({ hash: 'installed', text: readFileSync(path, 'utf8') }),
  hash: () => 'installed',
}
