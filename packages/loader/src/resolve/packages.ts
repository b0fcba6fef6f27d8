import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** What a package.json says about the files around it. */
export interface Package {
  readonly folder: string
  readonly name: string | undefined
  readonly type: 'module' | 'commonjs' | undefined
}

/** Reads a package.json that lies in `folder`. */
export function parseManifest(folder: string, text: string): Package {
  const { name, type } = parseObject(text)
  return {
    folder,
    name: typeof name === 'string' ? name : undefined,
    type: type === 'module' || type === 'commonjs' ? type : undefined,
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // Node would refuse it; whoever maintains that file sees so at the next install.
    return {}
  }
}

const nearest = new Map<string, Package | undefined>()

/** The nearest package.json above a folder, of which nothing is expected to change while the process runs. */
export function nearestPackage(folder: string): Package | undefined {
  const known = nearest.get(folder)
  if (known || nearest.has(folder)) return known
  const found = readManifest(folder) ?? (dirname(folder) === folder ? undefined : nearestPackage(dirname(folder)))
  nearest.set(folder, found)
  return found
}

function readManifest(folder: string): Package | undefined {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return undefined
  try {
    return parseManifest(folder, readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** The name of the package around a folder; some packages have nameless package.json files inside. */
export function packageName(folder: string): string | undefined {
  const found = nearestPackage(folder)
  if (!found) return undefined
  return found.name ?? (dirname(found.folder) === found.folder ? undefined : packageName(dirname(found.folder)))
}

/** Whether a file belongs to an installed package. */
export function isInstalled(path: string): boolean {
  return path.includes(`${sep}node_modules${sep}`)
}
