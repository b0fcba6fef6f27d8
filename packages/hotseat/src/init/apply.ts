import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { errors } from '../errors.ts'
import type { FileChange } from './plan.ts'

/**
 * Writes the files, unless one of them is not any more what the change was made from.
 *
 * @throws {HotseatError} `HOTSEAT_INIT_CHANGED`: nothing was written
 */
export function apply(changes: readonly FileChange[]): void {
  for (const { file, before } of changes) {
    const now = existsSync(file) ? readFileSync(file, 'utf8') : undefined
    if (now !== before) throw errors.initChanged(file)
  }
  for (const { file, before, after } of changes) writeFileSync(file, after, { flag: before === undefined ? 'wx' : 'w' })
}
