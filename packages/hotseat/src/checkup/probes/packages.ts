import { existsSync, readFileSync } from 'node:fs'
import { createRequire, findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { packageVersion } from '../../cli/version.ts'
import { knownContainers, knownServers, knownWatchers } from '../../detect/known.ts'

/** The version of a package as the application, or else Hotseat, would load it. */
export function versionOf(name: string, root: string): string | undefined {
  const file = manifestOf(name, join(root, 'package.json')) ?? manifestOf(name, import.meta.filename)
  if (file === undefined) return undefined
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const version: unknown = Reflect.get(Object(content), 'version')
  return typeof version === 'string' ? version : undefined
}

/** Hotseat's packages that an application uses, with their versions. */
export function ownPackages(root: string, dependencies: ReadonlySet<string>): ReadonlyMap<string, string> {
  const adapters = [...knownServers, ...knownContainers, ...knownWatchers]
    .map(({ adapter }) => adapter)
    .filter((adapter) => dependencies.has(adapter))
  const parts = ['capture', 'core', 'http', 'loader'].map((name) => `@hotseat/${name}`)
  const versions = [...adapters, ...parts].flatMap((name) => {
    const version = versionOf(name, root)
    return version === undefined ? [] : [[name, version] as const]
  })
  return new Map([['hotseat', packageVersion()], ...versions])
}

function manifestOf(name: string, from: string): string | undefined {
  try {
    return findPackageJSON(name, from)
  } catch {
    // Not installed, or without an entry: its folder may still be there.
    const paths = createRequire(from).resolve.paths(name) ?? []
    return paths.map((folder) => join(folder, name, 'package.json')).find((file) => existsSync(file))
  }
}

/** `engines.node` of Hotseat's own package.json. */
export function supportedNodes(): string {
  const file = join(dirname(import.meta.dirname), '../../package.json')
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const engines: unknown = Reflect.get(Object(content), 'engines')
  return String(Reflect.get(Object(engines), 'node'))
}
