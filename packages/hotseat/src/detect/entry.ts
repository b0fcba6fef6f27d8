import { statSync } from 'node:fs'
import { join } from 'node:path'
import { errors } from '../errors.ts'

const names = ['src/app', 'app', 'src/server', 'server', 'src/index', 'index', 'src/main', 'main']
const extensions = ['.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs']

/** Where an entry is looked for, in this order: `src/app.ts`, `src/app.tsx`, …, `app.ts`, …, `main.mjs`. */
export const entryCandidates: readonly string[] = names.flatMap((name) =>
  extensions.map((extension) => name + extension),
)

/**
 * The first candidate that exists.
 *
 * @returns absolute path
 * @throws {HotseatError} `HOTSEAT_ENTRY_NOT_FOUND`
 */
export function findEntry(root: string): string {
  const found = entryCandidates.map((candidate) => join(root, candidate)).find(isFile)
  if (found !== undefined) return found
  throw errors.entryNotFound(
    root,
    names.map((name) => `${name}.ts`),
  )
}

/**
 * @param source who named it, for the message
 * @throws {HotseatError} `HOTSEAT_ENTRY_MISSING` when the entry is not a file
 */
export function checkEntry(entry: string, source: string): string {
  if (isFile(entry)) return entry
  throw errors.entryMissing(entry, source)
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/**
 * Whether an entry seems to open its port itself, by its text: it calls `listen()`, or exports neither `configure` nor
 * what could be `createApp`. Only that nothing is opened for it in vain hangs on this; what it is shows when it has run.
 */
export function looksLikeListening(text: string): boolean {
  return /\.listen\s*\(/.test(text) || !declaring.test(text)
}

const declaring = /\bexport\s+default\b|\bas\s+default\b|\bexports\b|\bexport\s*=|\bexport\s[\w\s]*\bconfigure\b/
