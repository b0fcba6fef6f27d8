import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { nearFile } from './missing-file.ts'
import { nearest } from './nearest.ts'

type Json = Readonly<Record<string, unknown>>

interface Manifest {
  readonly path: string
  readonly content: Json
}

/** What to say of the name of a package, or of something in one, that leads nowhere. */
export function adviseOnPackage(specifier: string, importer: string, reason: string): string {
  if (specifier.startsWith('node:')) {
    const near = nearest(
      specifier,
      builtinModules.map((name) => (name.startsWith('node:') ? name : `node:${name}`)),
    )
    return near === undefined ? 'Node has no such module.' : `Did you mean '${near}'?`
  }
  const manifests = manifestsAbove(dirname(importer))
  if (specifier.startsWith('#')) return adviseOnImports(specifier, manifests[0])
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  const installed = installedManifest(name, dirname(importer))
  if (installed) return adviseOnSubpath(specifier, name, installed, reason)
  const dependencies = new Map(manifests.flatMap(({ path, content }) => namesIn(content).map((each) => [each, path])))
  const manifest = dependencies.get(name)
  if (manifest !== undefined) return `${manifest} lists ${name}, but it is not installed: install the dependencies.`
  const near = nearest(name, [...dependencies.keys(), ...builtinModules])
  if (near !== undefined) return `Did you mean '${near}${specifier.slice(name.length)}'?`
  return (
    `${name} is neither installed nor a dependency${manifests[0] ? ` in ${manifests[0].path}` : ''}. ` +
    `If it is a path of yours, it begins with './', or tsconfig.json has no "paths" that lead to it.`
  )
}

function adviseOnImports(specifier: string, manifest: Manifest | undefined): string {
  if (!manifest) return 'There is no package.json, the "imports" of which it would stand in.'
  const names = Object.keys(objectIn(manifest.content, 'imports'))
  const near = nearest(specifier, names)
  if (names.includes(specifier)) return `"imports" of ${manifest.path} has it, but it leads to no file.`
  return `"imports" of ${manifest.path} has no such entry. ${choice(near, names)}`.trimEnd()
}

/** The package is there: what is wrong is what stands behind its name, or in its package.json. */
function adviseOnSubpath(specifier: string, name: string, { path, content }: Manifest, reason: string): string {
  const rest = specifier.slice(name.length)
  const { exports } = content
  if (exports === undefined || exports === null) {
    const near = rest === '' ? undefined : nearFile(join(dirname(path), rest))
    if (near !== undefined) return `Did you mean '${name}${near.slice(dirname(path).length)}'?`
    return rest === ''
      ? `${name} is installed, but ${path} leads to no file of it.`
      : `${name} is installed, but has no such file.`
  }
  const subpaths = subpathsOf(exports)
  const names = subpaths.map((subpath) => name + subpath.slice(1))
  if (subpaths.includes(`.${rest}`)) return `${path} exports it, but not so: ${reason}.`
  return `${path} does not export it. ${choice(nearest(specifier, names), names)}`.trimEnd()
}

function choice(near: string | undefined, names: readonly string[]): string {
  if (near !== undefined) return `Did you mean '${near}'?`
  if (names.length === 0) return ''
  const shown = names.slice(0, 5).map((name) => `'${name}'`)
  return `There is ${shown.join(', ')}${names.length > shown.length ? ', …' : ''}.`
}

function subpathsOf(exports: unknown): readonly string[] {
  const keys = typeof exports === 'object' && exports !== null && !Array.isArray(exports) ? Object.keys(exports) : []
  return keys.some((key) => key.startsWith('.')) ? keys : ['.']
}

function namesIn(manifest: Json): string[] {
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
  return kinds.flatMap((kind) => Object.keys(objectIn(manifest, kind)))
}

function objectIn(json: Json, key: string): Json {
  const value = json[key]
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function installedManifest(name: string, folder: string): Manifest | undefined {
  return upwards(folder)
    .map((each) => readManifest(join(each, 'node_modules', name)))
    .find((manifest) => manifest !== undefined)
}

/** The nearest first. */
function manifestsAbove(folder: string): readonly Manifest[] {
  return upwards(folder)
    .map((each) => readManifest(each))
    .filter((manifest) => manifest !== undefined)
}

function upwards(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...upwards(parent)]
}

function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return undefined
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return { path, content: typeof content === 'object' && content !== null ? { ...content } : {} }
  } catch {
    return { path, content: {} }
  }
}
