import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly publishConfig?: object
}

/**
 * Puts the packages of this workspace, as they are published, into a folder's node_modules, and beside them what they
 * and this package depend on. To be built before.
 */
export function installPackages(folder: string): void {
  const workspace = join(import.meta.dirname, '../..')
  const packages = readdirSync(join(workspace, 'packages')).map((name) => join(workspace, 'packages', name))
  for (const from of packages) {
    const manifest = readManifest(from)
    const to = join(folder, 'node_modules', manifest.name)
    mkdirSync(to, { recursive: true })
    cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true })
    writeFileSync(join(to, 'package.json'), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
  }
  for (const from of [...packages, join(workspace, 'bench')]) {
    for (const name of Object.keys(readManifest(from).dependencies ?? {})) {
      const to = join(folder, 'node_modules', name)
      if (existsSync(to)) continue
      mkdirSync(dirname(to), { recursive: true })
      symlinkSync(realpathSync(join(from, 'node_modules', name)), to)
    }
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}
