import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errors } from '../errors.ts'

/** The nearest folder with a package.json, from `folder` upwards; `folder` itself where there is none. */
export function packageRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at
    if (dirname(at) === at) return folder
  }
}

/** What an application's package.json says of its dependencies. */
export interface Manifest {
  /** Absolute path of the package.json, which need not exist. */
  readonly file: string
  /** The names of all packages that it depends on, in whichever way. */
  readonly dependencies: ReadonlySet<string>
}

/** @throws {HotseatError} `HOTSEAT_BAD_PACKAGE_JSON` when there is one that cannot be read */
export function readManifest(root: string): Manifest {
  const file = join(root, 'package.json')
  const content = existsSync(file) ? parse(file) : {}
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
  const names = kinds.flatMap((kind) => {
    const listed: unknown = Reflect.get(content, kind)
    return typeof listed === 'object' && listed !== null ? Object.keys(listed) : []
  })
  return { file, dependencies: new Set(names) }
}

function parse(file: string): object {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof content === 'object' && content !== null) return content
    throw new TypeError('it does not hold an object')
  } catch (cause) {
    throw errors.badPackageJson(file, cause)
  }
}
