import { mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Variant } from './broken-watchers.ts'
import type { Recorder } from './recorder.ts'

/** Something that editors and tools do to a tree, and what has to be reported of it. */
export interface Shape {
  readonly rule: string
  readonly name: string
  /** The planted bug that this shape has to catch. */
  readonly caught: Variant
  /**
   * @param directory watched, empty, of this round only
   * @param outside not watched, on the same file system
   */
  run(directory: string, covered: Recorder['covered'], outside: string): Promise<void>
}

/** Writes the file and the directories it needs; gives the path. */
export function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

export function remove(path: string): string {
  unlinkSync(path)
  return path
}

/** Puts a file there the way git and most formatters do. */
export function replace(path: string, text: string, temporary = `${path}.tmp`): void {
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}
