import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** What the rules of the house look at, read from the disk or made up to break one of them. */
export interface Package {
  /** Relative to the workspace: `packages/core`. */
  readonly folder: string
  readonly manifest: Manifest
  /** Workspace packages that its tsconfig.json refers to, by folder: `packages/core`. */
  readonly references: readonly string[]
  /** Names of what lies in the folder itself. */
  readonly entries: readonly string[]
  readonly files: readonly SourceFile[]
}

export interface Manifest {
  readonly name: string
  readonly private: boolean
  readonly dependencies: readonly string[]
  readonly exports: Readonly<Record<string, unknown>>
  readonly bin: Readonly<Record<string, unknown>>
  readonly published: {
    readonly exports: Readonly<Record<string, unknown>>
    readonly bin: Readonly<Record<string, unknown>>
  }
}

export interface SourceFile {
  /** Relative to the package: `src/index.ts`. */
  readonly path: string
  readonly text: string
}

const workspace = join(import.meta.dirname, '..', '..')

/** Every package and app of the workspace. */
export function readWorkspace(): readonly Package[] {
  return ['packages', 'apps'].flatMap((place) =>
    readdirSync(join(workspace, place))
      .filter((name) => existsSync(join(workspace, place, name, 'package.json')))
      .map((name) => readPackage(join(place, name))),
  )
}

function readPackage(folder: string): Package {
  const path = join(workspace, folder)
  return {
    folder,
    manifest: parseManifest(record(JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')))),
    references: readReferences(folder),
    entries: readdirSync(path),
    files: ['src', 'test'].flatMap((part) => sourcesBelow(join(path, part)).map((file) => sourceFile(path, file))),
  }
}

/** @param json what a package.json holds */
export function parseManifest(json: Readonly<Record<string, unknown>>): Manifest {
  const published = record(json['publishConfig'])
  return {
    name: String(json['name']),
    private: json['private'] === true,
    dependencies: ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.keys(record(json[kind])),
    ),
    exports: record(json['exports']),
    bin: record(json['bin']),
    published: { exports: record(published['exports']), bin: record(published['bin']) },
  }
}

function readReferences(folder: string): readonly string[] {
  // With comments and all: paths are all that is wanted.
  const text = readFileSync(join(workspace, folder, 'tsconfig.json'), 'utf8')
  return [...text.matchAll(/"path":\s*"([^"]+)"/g)].map(([, path]) => join(folder, String(path)))
}

function sourcesBelow(directory: string): readonly string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
    .map((path) => join(directory, path))
    .filter((path) => statSync(path).isFile())
}

function sourceFile(folder: string, path: string): SourceFile {
  return { path: relative(folder, path), text: readFileSync(path, 'utf8') }
}

/** An object as it is; anything else as an empty one. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}
