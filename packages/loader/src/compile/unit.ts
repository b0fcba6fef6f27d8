import { pathToFileURL } from 'node:url'
import type { SourceFile } from '@hotseat/core'
import { isInstalled } from '../resolve/packages.ts'
import { registerScript } from '../stack/scripts.ts'
import { ownExports, type OwnExports } from './bindings.ts'
import { formatOf } from './format.ts'
import { checkJson } from './json.ts'
import { Positions } from './positions.ts'
import { rejectedByV8 } from './rejected.ts'
import type { Settings } from './settings.ts'
import { translate, type Chain, type CommonJsTranslation, type ModuleTranslation } from './translation.ts'
import type { Translations } from './translations.ts'
import {
  commonJsFunction,
  installedFunction,
  moduleFunction,
  type CommonJsFunction,
  type ModuleFunction,
} from './wrapper.ts'

/** A file at one content, compiled with one set of settings: what generations make their instances from. */
export type Unit = ModuleUnit | CommonJsUnit | JsonUnit

interface UnitBase {
  readonly path: string
  /** The hash of the file's bytes. */
  readonly hash: string
  readonly settings: Settings
  readonly text: string
}

export interface ModuleUnit extends UnitBase, ModuleTranslation {
  readonly url: string
  readonly run: ModuleFunction
  /** Undefined if it re-exports something. */
  readonly ownExports: OwnExports | undefined
}

export interface CommonJsUnit extends UnitBase, CommonJsTranslation {
  readonly run: CommonJsFunction
}

export interface JsonUnit extends UnitBase {
  readonly format: 'json'
}

/**
 * @param translations what is known of earlier processes, and what is to be remembered for later ones
 * @throws {HotseatError} that says what is wrong with the file, and where
 */
export function compile(
  path: string,
  file: SourceFile,
  settings: Settings,
  chain: Chain,
  translations: Translations,
): Unit {
  const { text, hash } = file
  const base = { path, hash, settings, text }
  const known = translations.get(base)
  const wanted = known ? undefined : formatOf(path, text, settings)
  if (wanted === 'json') {
    checkJson(path, text, chain)
    return { ...base, format: wanted }
  }

  const { syntax } = settings
  const translated = known ?? translate({ path, text, format: wanted ?? 'module', syntax }, settings, chain)
  const { translation } = translated
  if (translation.format === 'commonjs' && isInstalled(path)) {
    const { run, script } = installedFunction(translated.text, path, known?.code)
    translations.put(base, translated, script)
    return { ...base, ...translation, run }
  }
  const url = pathToFileURL(path).href
  const filename = `${url}?${hash.slice(0, 8)}`
  const format = translation.format === 'commonjs' && translation.compiled ? 'to-commonjs' : translation.format
  const positions = new Positions({ path, text, format, syntax })
  try {
    let unit: Unit
    if (translation.format === 'commonjs') {
      const { run, script } = commonJsFunction(translated.text, filename, known?.code)
      translations.put(base, translated, script)
      unit = { ...base, ...translation, run }
    } else {
      const { run, script } = moduleFunction(translated.text, filename, known?.code)
      translations.put(base, translated, script)
      unit = { ...base, ...translation, url, run, ownExports: ownExports(translation.exports, translation.stars) }
    }
    registerScript(filename, positions, unit)
    return unit
  } catch (cause) {
    throw cause instanceof SyntaxError ? rejectedByV8(positions, cause, chain) : cause
  }
}
