import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { sep } from 'node:path'
import type { SourceLocation } from '@hotseat/core'
import type { Frame } from '../protocol.ts'
import type { Paths } from '@hotseat/http'

const around = 6
const largest = 2 * 1024 * 1024

/** The lines around a place. Undefined where they cannot be shown. @param path where its file really is */
export function readFrame(id: string, location: SourceLocation, path: string, paths: Paths): Frame | undefined {
  const { file, line, column } = location
  if (statSync(path).size > largest) return undefined
  const first = Math.max(1, line - around)
  const lines = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .slice(first - 1, line + around)
  return { id, file: paths.relative(file), line, column, first, lines }
}

/** Where a path really leads to, if that is below one of the roots. */
export function insideOf(roots: readonly string[], path: string): string | undefined {
  if (!existsSync(path)) return undefined
  const real = realpathSync.native(path)
  const isInside = roots.some((root) => existsSync(root) && real.startsWith(withEnd(realpathSync.native(root))))
  return isInside && statSync(real).isFile() ? real : undefined
}

function withEnd(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep
}
