import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Published as it is: what is built runs beside it. */
const folder = fileURLToPath(new URL('../../src/browser/', import.meta.url))

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** A file for the browser, by its path below the folder. */
export interface Asset {
  readonly name: string
  readonly type: string
  readonly read: () => { readonly body: Buffer; readonly tag: string }
}

/** All there are, by the names that the folder has now: no name that a client sends becomes a path. */
export function listAssets(): Asset[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const type = types[extname(path)]
    const name = path.replaceAll(sep, posix.sep)
    return type === undefined ? [] : [{ name, type, read: () => readAsset(join(folder, path)) }]
  })
}

/** Bytes of a script and of all that it imports, however deep; not of what it imports when it is needed. */
export function sizeOfAsset(name: string): number {
  const seen = new Set<string>()
  const add = (path: string): void => {
    if (seen.has(path) || !existsSync(path)) return
    seen.add(path)
    for (const [, specifier = ''] of readFileSync(path, 'utf8').matchAll(staticImport))
      add(join(dirname(path), specifier))
  }
  add(join(folder, name))
  return [...seen].reduce((sum, path) => sum + statSync(path).size, 0)
}

const staticImport = /^(?:import|export)\b[^'"]*from '(\.{1,2}\/[^']+)'/gm

function readAsset(path: string): { body: Buffer; tag: string } {
  const body = readFileSync(path)
  return { body, tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}
