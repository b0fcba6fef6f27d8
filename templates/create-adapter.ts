import { cpSync, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { parseArgs } from 'node:util'

const templates = import.meta.dirname
const workspace = join(templates, '..')

/** The ports that an adapter can be written for; each has a template. */
const kinds: readonly string[] = ['container', 'loader', 'server', 'watcher']

/**
 * Makes an adapter out of the template of its kind: one that works, on a stand-in for the library.
 *
 * @param library as its package is called: `awilix`, `tiny-di`
 * @param folder the new package's
 * @throws {Error} that says what to give instead
 */
export function createAdapter(kind: string, library: string, folder: string): void {
  if (!kinds.includes(kind)) throw new Error(`There is no kind "${kind}", only ${kinds.join(', ')}.`)
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(library))
    throw new Error(
      `"${library}" cannot be part of a package's name: use lower-case letters, digits and single hyphens.`,
    )
  if (existsSync(folder)) throw new Error(`${folder} is there already. Remove it, or choose another library.`)
  cpSync(join(templates, kind), folder, { recursive: true, filter: isSource })
  for (const path of filesBelow(folder)) {
    writeFileSync(path, made(readFileSync(path, 'utf8'), library))
    if (basename(path) === 'mylib.ts') renameSync(path, join(path, '..', `${library}.ts`))
  }
}

/** The text of a package in its place, that may be published. */
function made(text: string, library: string): string {
  return named(text, library).replaceAll('../../packages/', '../').replace('  "private": true,\n', '')
}

/** In names of packages and files as it is; in code as an identifier; in codes of errors in capitals. */
function named(text: string, library: string): string {
  return text
    .replace(/(?<=-)mylib\b|\bmylib(?=\.ts\b|')/g, library)
    .replaceAll(
      'mylib',
      library.replace(/-(\w)/g, (_hyphen, letter: string) => letter.toUpperCase()),
    )
    .replaceAll('MYLIB', library.replaceAll('-', '_').toUpperCase())
}

/** What is not built, installed or reported by a run of the template itself. */
function isSource(path: string): boolean {
  return !/^(?:node_modules|dist|\.turbo|\.reports)$|\.tsbuildinfo$/.test(basename(path))
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}

if (import.meta.main) {
  const [kind = '', library = ''] = parseArgs({ allowPositionals: true }).positionals
  const folder = join(workspace, 'packages', `${kind}-${library}`)
  try {
    createAdapter(kind, library, folder)
    const place = relative(workspace, folder).replaceAll(sep, '/')
    console.log(
      `${place} is there. Next:\n  npx -y pnpm@12 install\n  npx -y pnpm@12 exec oxfmt ${place}\n  npx -y pnpm@12 --dir ${place} test`,
    )
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error('Usage: npx -y pnpm@12 create-adapter <kind> <library>')
    process.exitCode = 1
  }
}
