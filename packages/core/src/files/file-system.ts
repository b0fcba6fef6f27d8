import { readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** What tells whether a file may have changed, without reading it. */
export interface FileStatus {
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly ino: bigint
}

/** The part of a file system that core reads. All paths are absolute, all calls synchronous. */
export interface FileSystem {
  /** @throws the system's error where there is no such file */
  readonly status: (path: string) => FileStatus
  /** @throws the system's error where there is no such file */
  readonly read: (path: string) => Uint8Array
  /** There is a file at the path, no folder. */
  readonly isFile: (path: string) => boolean
  /** The path with every symbolic link followed, as far as it exists. */
  readonly canonical: (path: string) => string
}

export const nodeFileSystem: FileSystem = {
  status: (path) => statSync(path, { bigint: true }),
  read: (path) => readFileSync(path),
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  canonical(path) {
    try {
      return realpathSync.native(path)
    } catch {
      const parent = dirname(path)
      return parent === path ? path : join(nodeFileSystem.canonical(parent), basename(path))
    }
  },
}
