import { basename, dirname, join } from 'node:path'
import { record, type Package, type SourceFile } from './workspace.ts'

/** A rule of the house: gives one line for each breach. */
export type Rule = (packages: readonly Package[]) => readonly string[]

const core = '@hotseat/core'
const frontDoor = 'hotseat'
const listener = '@hotseat/http'
const conformance = '@hotseat/conformance'
const capture = '@hotseat/capture'
const devtools = '@hotseat/devtools'
const adapters = /^@hotseat\/(?:watcher|container|server)-(?<library>.+)$/
const isOurs = (name: string) => name === frontDoor || name.startsWith('@hotseat/')
const isPublished = ({ manifest }: Package) => !manifest.private

/**
 * Arrows point one way: core imports nothing, the front door may import everything, all the others import core. The
 * suite for adapters also runs server bindings behind the real listener, what captures servers opens listeners for them, and the
 * devtools are served by one.
 */
function mayImport(from: string, to: string): boolean {
  if (from === frontDoor) return true
  if ([conformance, capture, devtools].includes(from) && to === listener) return true
  return to === core && from !== core
}

export const arrowsPointOneWay: Rule = (packages) =>
  packages.filter(isPublished).flatMap((unit) => {
    const { name, dependencies } = unit.manifest
    const declared = dependencies.map((to) => ({ to, where: 'package.json' }))
    const imported = sourcesOf(unit).flatMap((file) =>
      importsOf(file).map((specifier) => ({ to: packageOf(unit, file, specifier), where: file.path })),
    )
    return [...declared, ...imported]
      .filter(({ to }) => isOurs(to) && to !== name && !mayImport(name, to))
      .map(({ to, where }) => `${name} must not import ${to} (${where})`)
  })

export const coreDependsOnNothing: Rule = (packages) =>
  packages
    .filter(({ manifest }) => manifest.name === core)
    .flatMap((unit) => [
      ...unit.manifest.dependencies.map((name) => `core depends on ${name} (package.json)`),
      ...sourcesOf(unit).flatMap((file) =>
        importsOf(file)
          .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
          .map((specifier) => `core depends on ${specifier} (${file.path})`),
      ),
    ])

/** The file is named as the library is: `src/chokidar.ts` in `watcher-chokidar`. */
export const adaptersAreSmall: Rule = (packages) =>
  packages.flatMap((unit) => {
    const library = adapters.exec(unit.manifest.name)?.groups?.['library']
    if (library === undefined) return []
    const main = unit.files.find(({ path }) => path === join('src', `${library}.ts`))
    if (!main) return [`${unit.manifest.name} has no src/${library}.ts`]
    return linesOf(main) < 120 ? [] : [`${unit.manifest.name}: ${main.path} has ${linesOf(main)} lines, 120 or more`]
  })

const banned: Readonly<Record<string, RegExp>> = {
  any: /(?::\s*|<|\bas\s+)any\b/,
  'a double assertion': /\bas unknown as\b/,
  'a silenced compiler': /@ts-(?:ignore|nocheck|expect-error)/,
  'a silenced linter': /(?:eslint|oxlint)-disable/,
}

export const nothingIsSilenced: Rule = (packages) =>
  packages.flatMap((unit) =>
    sourcesOf(unit).flatMap((file) =>
      Object.entries(banned)
        .filter(([, pattern]) => pattern.test(file.text))
        .map(([what]) => `${join(unit.folder, file.path)} has ${what}`),
    ),
  )

export const filesHaveOneSubject: Rule = (packages) =>
  packages.flatMap((unit) =>
    unit.files
      .filter((file) => linesOf(file) > 300)
      .map((file) => `${join(unit.folder, file.path)} has ${linesOf(file)} lines, more than 300`),
  )

/** Node 22, which runs the workspace's sources as they are, knows no `using`. The suite is run by vitest, which compiles it. */
export const sourcesRunOnEveryNode: Rule = (packages) =>
  packages
    .filter(({ manifest }) => manifest.name !== conformance)
    .flatMap((unit) =>
      sourcesOf(unit)
        .filter(({ text }) => /^\s*(?:await )?using \w+ =/m.test(text))
        .map(({ path }) => `${join(unit.folder, path)} has \`using\``),
    )

export const packagesAreComplete: Rule = (packages) =>
  packages.flatMap(({ folder, entries }) =>
    ['README.md', 'package.json', 'src', 'test', 'tsconfig.json']
      .filter((entry) => !entries.includes(entry))
      .map((entry) => `${folder} has no ${entry}`),
  )

export const foldersAreNamedAsPackages: Rule = (packages) =>
  packages
    .filter(({ folder, manifest }) => basename(folder) !== manifest.name.replace(/^@hotseat\//, ''))
    .map(({ folder, manifest }) => `${manifest.name} is in ${folder}`)

/** In the workspace a package is imported from its source; what npm publishes is built of the same file. */
export const publishedEqualsSource: Rule = (packages) =>
  packages.filter(isPublished).flatMap(({ manifest }) => {
    const { name, exports, bin, published } = manifest
    return [
      ...Object.keys({ ...exports, ...published.exports }).flatMap((key) => {
        const built = builtFrom(exports[key])
        const { types, default: script } = record(published.exports[key])
        return built && types === `${built}.d.ts` && script === `${built}.js`
          ? []
          : [`${name}: exports["${key}"] and what is published for it differ`]
      }),
      ...Object.keys({ ...bin, ...published.bin }).flatMap((key) => {
        const built = builtFrom(bin[key])
        return built && published.bin[key] === `${built}.js` ? [] : [`${name}: bin.${key} and what is published differ`]
      }),
    ]
  })

/** `tsc -b` builds what a tsconfig.json refers to; what is imported and not referred to would be built into the package. */
export const referencesAreDependencies: Rule = (packages) =>
  packages.filter(isPublished).flatMap((unit) => {
    const needed = packages
      .filter(({ manifest }) => manifest.name !== unit.manifest.name)
      .filter(({ manifest }) => sourcesOf(unit).some((file) => importsOf(file).includes(manifest.name)))
      .map(({ folder }) => folder)
    return needed
      .filter((folder) => !unit.references.includes(folder))
      .map((folder) => `${unit.folder}/tsconfig.json does not refer to ${folder}`)
  })

/** `./dist/index` for `./src/index.ts`. */
function builtFrom(source: unknown): string | undefined {
  if (typeof source !== 'string') return undefined
  return /^\.\/src\/(?<path>.+)\.ts$/.exec(source)?.groups?.['path']?.replace(/^/, './dist/')
}

function sourcesOf({ files }: Package): readonly SourceFile[] {
  return files.filter(({ path }) => path.startsWith('src'))
}

/** As a formatted file has them; not those in a comment. */
function importsOf({ text }: SourceFile): readonly string[] {
  const statements = text.matchAll(/^(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?'(?<specifier>[^']+)'/gm)
  const calls = text.matchAll(/^(?!\s*(?:\*|\/\/)).*?(?<![.\w])import\('(?<specifier>[^']+)'\)/gm)
  return [...statements, ...calls].flatMap(({ groups }) => groups?.['specifier'] ?? [])
}

/** The package that a specifier names, also by a path that leaves its own folder. */
function packageOf(unit: Package, file: SourceFile, specifier: string): string {
  if (!specifier.startsWith('.'))
    return specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/')
  const target = join(unit.folder, dirname(file.path), specifier)
  if (target.startsWith(join(unit.folder, '/'))) return unit.manifest.name
  const [place, folder] = target.split(/[/\\]/)
  return place === 'packages' && folder !== frontDoor ? `@hotseat/${folder}` : String(folder)
}

function linesOf({ text }: SourceFile): number {
  return text.trimEnd().split('\n').length
}
