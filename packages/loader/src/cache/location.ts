import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The file for an application's entry: below the nearest `node_modules`, where tools keep their caches, so that whoever
 * installs anew begins anew, and no watcher looks. Undefined where nothing is installed.
 *
 * @param folder to be used instead of `node_modules/.cache/hotseat`
 */
export function cacheFile(entry: string, folder = nearestCache(dirname(entry))): string | undefined {
  return folder === undefined ? undefined : join(folder, `${hash('sha1', entry).slice(0, 16)}.pack`)
}

function nearestCache(folder: string): string | undefined {
  const modules = join(folder, 'node_modules')
  if (existsSync(modules)) return join(modules, '.cache', 'hotseat')
  const parent = dirname(folder)
  return parent === folder ? undefined : nearestCache(parent)
}
