import { readdirSync, type Dirent } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { nearest } from './nearest.ts'
import { extensions } from './resolver.ts'

/**
 * What to say of a path that leads to no file.
 *
 * @param written how a path is written as a specifier
 */
export function adviseOnFile(wanted: string, written: (path: string) => string): string {
  const near = nearFile(wanted)
  if (near !== undefined) {
    const isSameButCase = stem(near) !== stem(wanted) && stem(near).toLowerCase() === stem(wanted).toLowerCase()
    return `Did you mean '${written(near)}'?${isSameButCase ? ' Upper and lower case differ.' : ''}`
  }
  const types = [`${wanted}.d.ts`, `${stem(wanted)}.d.ts`].find((path) => isThere(path))
  if (types !== undefined) return `There is only ${types}, which has types and no code: use \`import type\`.`
  if (isFolder(wanted)) return `${wanted} is a folder, and has no index file.`
  const folder = missingFolder(dirname(wanted))
  if (folder !== undefined) return `There is no folder ${folder}.`
  return `There is no ${wanted}, and none with ${extensions.join(', ')} added.`
}

/** The file that was probably meant by a path: each part of it may differ in case, or by few letters. */
export function nearFile(wanted: string): string | undefined {
  const folder = nearFolder(dirname(wanted))
  if (folder === undefined) return undefined
  const byName = new Map<string, string>()
  for (const entry of entries(folder)) if (isImportable(folder, entry)) byName.set(nameOf(entry), entry.name)
  const found = nearest(basename(stem(wanted)), byName.keys())
  const name = found === undefined ? undefined : byName.get(found)
  return name === undefined ? undefined : join(folder, name)
}

function nearFolder(path: string): string | undefined {
  if (isFolder(path)) return path
  const parent = dirname(path) === path ? undefined : nearFolder(dirname(path))
  if (parent === undefined) return undefined
  const folders = entries(parent).filter((entry) => entry.isDirectory())
  const found = nearest(
    basename(path),
    folders.map(({ name }) => name),
  )
  return found === undefined ? undefined : join(parent, found)
}

/** The uppermost part of a path that is not there. */
function missingFolder(path: string): string | undefined {
  if (isFolder(path) || dirname(path) === path) return undefined
  return missingFolder(dirname(path)) ?? path
}

function isImportable(folder: string, entry: Dirent): boolean {
  if (entry.name.endsWith('.d.ts')) return false
  if (!entry.isDirectory()) return extensions.some((extension) => entry.name.endsWith(extension))
  return entries(join(folder, entry.name)).some(({ name }) => extensions.includes(name.replace(/^index(?=\.)/, '')))
}

function nameOf(entry: Dirent): string {
  return entry.isDirectory() ? entry.name : stem(entry.name)
}

/** A path without the extension of source: a dot may also be part of the name (`user.service`). */
function stem(path: string): string {
  const extension = extensions.find((each) => path.endsWith(each))
  return extension === undefined ? path : path.slice(0, -extension.length)
}

function isThere(path: string): boolean {
  return entries(dirname(path)).some(({ name }) => name === basename(path))
}

function isFolder(path: string): boolean {
  return entries(dirname(path)).some((entry) => entry.name === basename(path) && entry.isDirectory())
}

function entries(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
