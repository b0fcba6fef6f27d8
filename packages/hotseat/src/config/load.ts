import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { errors } from '../errors.ts'
import type { HotseatConfig } from './config.ts'
import { validateConfig } from './validate.ts'

/** Looked for in this order, beside package.json. */
export const configNames = ['ts', 'mts', 'js', 'mjs'].map((extension) => `hotseat.config.${extension}`)

/** A config file's settings and the folder that its paths are relative to. */
export interface LoadedConfig {
  /** Undefined when there is no config file. */
  readonly file: string | undefined
  readonly folder: string
  readonly config: HotseatConfig
}

/**
 * Loads the config file as Node runs it: TypeScript by type stripping, once, never reloaded.
 *
 * @param folder where to look when no file is named
 * @param named absolute path that `--config` gave
 * @throws {HotseatError} `HOTSEAT_CONFIG_MISSING`, `HOTSEAT_CONFIG_BROKEN` with the place, and those of `validateConfig`
 */
export async function loadConfig(folder: string, named?: string): Promise<LoadedConfig> {
  if (named !== undefined && !existsSync(named)) throw errors.configMissing(named)
  const file = named ?? configNames.map((name) => join(folder, name)).find((path) => existsSync(path))
  if (file === undefined) return { file, folder, config: {} }
  const exported = await importConfig(file)
  if (!('default' in exported)) throw errors.configWithoutDefault(file)
  return { file, folder: dirname(file), config: validateConfig(exported.default, file) }
}

async function importConfig(file: string): Promise<object> {
  try {
    const exported: object = await import(pathToFileURL(file).href)
    return exported
  } catch (cause) {
    const { locateInReport, locateInStack } = await import('./location.ts')
    const stack = cause instanceof Error ? (cause.stack ?? '') : ''
    const location = locateInReport(stack) ?? locateInStack(stack) ?? locateInReport(await syntaxReport(file))
    throw errors.configBroken(file, cause, location)
  }
}

/** Node keeps the place of a JavaScript syntax error from `import()`, but prints it when it only checks the file. */
async function syntaxReport(file: string): Promise<string> {
  const report = Promise.withResolvers<string>()
  execFile(process.execPath, ['--check', file], (_failure, _out, printed) => report.resolve(printed))
  return await report.promise
}
