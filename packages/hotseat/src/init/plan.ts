import { basename, join, relative, sep } from 'node:path'
import { checkTsconfig } from '../checkup/checks/typescript.ts'
import { checkFileSystem } from '../checkup/checks/machine.ts'
import type { Facts } from '../checkup/facts.ts'
import { knownContainers, knownServers, knownWatchers, type KnownAdapter } from '../detect/known.ts'
import { editPackageJson, isModule } from './package-json.ts'

/** A file that would be written. */
export interface FileChange {
  /** Absolute. */
  readonly file: string
  /** Undefined where there is none yet. */
  readonly before: string | undefined
  readonly after: string
}

export interface InitPlan {
  readonly changes: readonly FileChange[]
  /** What else there is to know, or to do by hand. */
  readonly notes: readonly string[]
  /** Something has to be installed. */
  readonly installs: boolean
}

/** What the plan is made from, besides the facts. */
export interface PlanOptions {
  /** The text of the application's package.json. */
  readonly packageJson: string
  /** Hotseat's own version. */
  readonly version: string
  /** The entry was named, and would not be found by its name. */
  readonly entryIsNamed: boolean
}

/** What `hotseat init` does to a project: nothing that is there already is done again, and nothing is overwritten. */
export function planInit(facts: Facts, { packageJson, version, entryIsNamed }: PlanOptions): InitPlan {
  const { root, dependencies, config, entry } = facts
  const wanted = ['hotseat', ...adaptersFor(facts)].filter((name) => !dependencies.has(name))
  const edited = editPackageJson(packageJson, {
    dev: 'hotseat dev',
    devDependencies: new Map(wanted.map((name) => [name, `^${version}`])),
  })
  const settings = settingsFor(facts, entryIsNamed)
  // One that cannot be loaded is there as well: it may import what is yet to be installed.
  const file = 'found' in config ? config.found.file : 'the config'
  const isTypeScript = facts.tsconfig !== undefined || ('found' in entry && /\.[cm]?tsx?$/.test(entry.found.file))
  const name = isTypeScript
    ? isModule(packageJson)
      ? 'hotseat.config.ts'
      : 'hotseat.config.mts'
    : 'hotseat.config.mjs'
  const manifest = { file: join(root, 'package.json'), before: packageJson, after: edited.text }
  const writesConfig = settings.lines.length > 0 && file === undefined
  return {
    changes: [
      ...(edited.text === packageJson ? [] : [manifest]),
      ...(writesConfig ? [{ file: join(root, name), before: undefined, after: configText(settings) }] : []),
    ],
    notes: [
      ...(edited.kept === undefined ? [] : [`The script that was called dev is called ${edited.kept} now.`]),
      ...(settings.lines.length > 0 && file !== undefined
        ? [`${basename(file)} is left as it is. Worth adding:\n${settings.lines.join('\n')}`]
        : []),
      ...checkTsconfig(facts).flatMap(({ text, advice }) => (advice === undefined ? [] : [`${text}. ${advice}`])),
    ],
    installs: wanted.length > 0,
  }
}

function adaptersFor({ dependencies, listens }: Facts): string[] {
  const chosen = (known: readonly KnownAdapter[]): string[] => {
    if (known.some(({ adapter }) => dependencies.has(adapter))) return []
    const fits = known.find(({ library }) => library !== undefined && dependencies.has(library))
    return fits ? [fits.adapter] : []
  }
  const [watcher] = knownWatchers
  const hasWatcher = knownWatchers.some(({ adapter }) => dependencies.has(adapter))
  return [
    ...(listens ? [] : [...chosen(knownServers), ...chosen(knownContainers)]),
    ...(hasWatcher || !watcher ? [] : [watcher.adapter]),
  ]
}

interface Settings {
  readonly imports: readonly string[]
  readonly lines: readonly string[]
}

/** What cannot be found out at each start, or should not be left to chance. */
function settingsFor(facts: Facts, entryIsNamed: boolean): Settings {
  const { root, entry, env, dependencies } = facts
  const lines: string[] = []
  const imports: string[] = []
  if ('error' in facts.config) return { imports, lines }
  const set = facts.config.found.keys
  if (entryIsNamed && 'found' in entry && !set.includes('entry'))
    lines.push(`  entry: ${quoted(relative(root, entry.found.file).replaceAll(sep, '/'))},`)
  const isRead = env.read.length > 0 || ['dotenv', '@nestjs/config'].some((name) => dependencies.has(name))
  if (env.files.includes('.env') && !isRead && !set.includes('envFiles')) lines.push(`  envFiles: ['.env'],`)
  if (checkFileSystem(facts).some(({ mark }) => mark === 'wrong') && !set.includes('watcher')) {
    imports.push(`import { chokidar } from '@hotseat/watcher-chokidar'`)
    lines.push('  // This file system does not tell of every save.', '  watcher: chokidar({ poll: 200 }),')
  }
  return { imports, lines }
}

/** A text as it stands in source. */
function quoted(text: string): string {
  return text.includes("'") || text.includes('\\') ? JSON.stringify(text) : `'${text}'`
}

function configText({ imports, lines }: Settings): string {
  const all = [
    ...imports,
    `import { defineConfig } from 'hotseat'`,
    '',
    'export default defineConfig({',
    ...lines,
    '})',
  ]
  return `${all.join('\n')}\n`
}
