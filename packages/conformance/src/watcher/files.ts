import { mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

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
export function replace(path: string, text: string, temporary = `${path}.tmp`): string {
  writeFileSync(temporary, text)
  renameSync(temporary, path)
  return path
}
