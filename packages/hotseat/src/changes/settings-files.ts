import { dirname, join } from 'node:path'
import { configNames } from '../config/load.ts'
import { installedMarks, lockfileNames, lockfileOf } from '../detect/package-manager.ts'
import type { DevSettings } from '../settings.ts'

/** A file beside the source. `hot`: read again, then a reload. `cold`: a new process takes the place of this one. */
export type SettingsFile =
  | { readonly path: string; readonly kind: 'hot' }
  | { readonly path: string; readonly kind: 'cold'; readonly reason: string }

/** Why a process has to be replaced. */
export const reasons = {
  packages: 'installed packages load once',
  config: 'its settings are read once',
  port: 'PORT is read once',
} as const

/**
 * The files that are no source, and yet decide what runs.
 *
 * @param envFiles absolute paths of the files of variables that are in use
 */
export function settingsFiles(
  { root, home, configFile }: Pick<DevSettings, 'root' | 'home' | 'configFile'>,
  envFiles: readonly string[],
): readonly SettingsFile[] {
  const lockfile = lockfileOf(root)
  // Written once all is in place, which may be long after the lockfile was.
  const installed = join(lockfile === undefined ? root : dirname(lockfile), 'node_modules')
  const packages = [
    join(root, 'package.json'),
    ...(lockfile === undefined ? lockfileNames.map((name) => join(root, name)) : [lockfile]),
    ...installedMarks.map((name) => join(installed, name)),
  ]
  const config = configFile === undefined ? configNames.map((name) => join(home, name)) : [configFile]
  const cold = (path: string, reason: string): SettingsFile => ({ path, kind: 'cold', reason })
  return [
    ...envFiles.map((path): SettingsFile => ({ path, kind: 'hot' })),
    ...packages.map((path) => cold(path, reasons.packages)),
    ...config.map((path) => cold(path, reasons.config)),
  ]
}
