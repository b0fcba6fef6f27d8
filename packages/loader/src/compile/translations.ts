import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Script } from 'node:vm'
import { contentHash, type SourceFile } from '@hotseat/core'
import type { DiskCache } from '../cache/disk-cache.ts'
import type { Parts } from '../cache/pack.ts'
import { isInstalled } from '../resolve/packages.ts'
import type { Settings } from './settings.ts'
import type { Translated, Translation } from './translation.ts'

/** A file, and all that its translation follows from. */
export interface Translatable extends SourceFile {
  readonly path: string
  readonly settings: Settings
}

export interface KnownTranslation extends Translated {
  /** What V8 made of the text. */
  readonly code: Uint8Array | undefined
}

/** What earlier processes made of the same files under the same settings. */
export interface Translations {
  get(file: Translatable): KnownTranslation | undefined
  /** @param script what V8 made of it, where that can be had */
  put(file: Translatable, translated: Translated, script: Script | undefined): void
}

/** @param cache where they are; with bytes in three parts: description, text, V8's code */
export function keptTranslations(cache: Pick<DiskCache, 'get' | 'put'>): Translations {
  const keyOf = keys()
  return {
    get(file) {
      const parts = cache.get(keyOf(file), file.path)
      if (!parts) return undefined
      const [description, text, code] = parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.length))
      if (!description || !text || !code) return undefined
      const translation: Translation = JSON.parse(description.toString())
      return { translation, text: text.toString(), code }
    },
    put(file, translated, script) {
      if (!script || script.cachedDataRejected === false) return
      cache.put(keyOf(file), file.path, () => encode(translated, script))
    },
  }
}

function encode({ translation, text }: Translated, script: Script): Parts {
  return [Buffer.from(JSON.stringify(translation)), Buffer.from(text), script.createCachedData()]
}

/** All that a translation follows from, in few characters. */
function keys(): (file: Translatable) => string {
  const compiler = fingerprint()
  const settingsKeys = new WeakMap<Settings, string>()
  const settingsKey = (settings: Settings): string => {
    const known = settingsKeys.get(settings)
    if (known !== undefined) return known
    const key = contentHash(Buffer.from(JSON.stringify([compiler, settings])))
    settingsKeys.set(settings, key)
    return key
  }
  return ({ path, hash, text, settings }) => {
    // Of what is installed the hash tells nothing.
    const content = isInstalled(path) ? contentHash(Buffer.from(text)) : hash
    return contentHash(Buffer.from(`${settingsKey(settings)} ${content} ${path}`))
  }
}

/**
 * Changes with the compiler: this package's own code, the versions that it asks for, and Node's. The code is read, for
 * a version number does not change while someone works on it.
 */
function fingerprint(): string {
  const folder = import.meta.dirname
  const files = readdirSync(folder).filter((name) => /(?<!\.d)\.[jt]s$/.test(name))
  const texts = [...files.map((name) => join(folder, name)), join(folder, '../../package.json')].map((path) =>
    readFileSync(path, 'utf8'),
  )
  const identity = [
    import.meta.resolve('oxc-transform'),
    import.meta.resolve('esbuild'),
    process.version,
    process.arch,
    ...texts,
  ]
  return contentHash(Buffer.from(JSON.stringify(identity)))
}
