import { lstatSync, readdirSync, statSync, type BigIntStats } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** What there is below a directory at one time, without what is ignored. */
export interface Listing {
  /** Each directory, the root among them, and what tells it from another that takes its place. */
  readonly directories: Map<string, string>
  readonly files: Set<string>
  /** Directories that were not descended into because they are ignored. */
  readonly ignored: Set<string>
  /** Why some directories could not be descended into, by path. */
  readonly unreadable: Map<string, unknown>
}

/**
 * Walks the tree below `root`; empty when that is no directory. Symbolic links are listed as files.
 *
 * @param ignored asked before descending; it may throw: then the path counts as unreadable
 * @param enter called with each directory before it is read, the place to begin to watch it; it may throw as well
 */
export function listTree(
  root: string,
  ignored: (path: string) => boolean,
  enter: (directory: string) => void = () => undefined,
): Listing {
  const listing: Listing = { directories: new Map(), files: new Set(), ignored: new Set(), unreadable: new Map() }
  const pending: string[] = isDirectory(root) ? [root] : []
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    try {
      listing.directories.set(directory, directoryIdentity(directory) ?? '')
      enter(directory)
      for (const entry of readdirSync(directory, { withFileTypes: true })) {
        const path = join(directory, entry.name)
        const skipped = isSkipped(path, ignored, listing)
        if (!entry.isDirectory()) {
          if (!skipped) listing.files.add(path)
        } else if (skipped) listing.ignored.add(path)
        else pending.push(path)
      }
    } catch (cause) {
      listing.directories.delete(directory)
      // It may have gone meanwhile.
      if (isDirectory(directory)) listing.unreadable.set(directory, cause)
    }
  }
  return listing
}

/**
 * Whether a path below the root is ignored, or in a directory that is. Asks from the top, not below what is ignored, and
 * not of directories that are listed.
 */
export function isIgnoredBelow(
  root: string,
  path: string,
  listing: Listing,
  ignored: (path: string) => boolean,
): boolean {
  if (path === root || listing.directories.has(path)) return false
  return isIgnoredBelow(root, dirname(path), listing, ignored) || ignored(path)
}

/** Takes a directory and all that is in it out of the listing. */
export function removeBelow(
  listing: Listing,
  directory: string,
): { readonly files: readonly string[]; readonly directories: readonly string[] } {
  const isBelow = (path: string) => path === directory || path.startsWith(directory + sep)
  const files = [...listing.files].filter(isBelow)
  const directories = [...listing.directories.keys()].filter(isBelow)
  for (const path of files) listing.files.delete(path)
  for (const path of directories) listing.directories.delete(path)
  return { files, directories }
}

/**
 * What tells a directory from another in its place; undefined for what is not there, and for files: every atomic save
 * makes another of them. Symbolic links are followed.
 */
export function directoryIdentity(path: string): string | undefined {
  return identityOf(() => statSync(path, { bigint: true }))
}

/** The same, without following a symbolic link at the path itself. */
export function ownDirectoryIdentity(path: string): string | undefined {
  return identityOf(() => lstatSync(path, { bigint: true }))
}

function identityOf(stat: () => BigIntStats): string | undefined {
  try {
    const stats = stat()
    // A directory that is made anew may well get the number of the one before.
    return stats.isDirectory() ? `${stats.dev}:${stats.ino}:${stats.birthtimeNs}` : undefined
  } catch {
    return undefined
  }
}

function isSkipped(path: string, ignored: (path: string) => boolean, { unreadable }: Listing): boolean {
  try {
    return ignored(path)
  } catch (cause) {
    unreadable.set(path, cause)
    return true
  }
}

function isDirectory(path: string): boolean {
  return directoryIdentity(path) !== undefined
}
