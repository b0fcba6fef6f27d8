import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { gather } from '../checkup/gather.ts'
import type { Facts } from '../checkup/facts.ts'
import { findEntry } from '../detect/entry.ts'
import { packageRoot } from '../detect/manifest.ts'
import { packageManagerOf } from '../detect/package-manager.ts'
import { errors } from '../errors.ts'
import { apply } from '../init/apply.ts'
import { planInit, type InitPlan } from '../init/plan.ts'
import { diffs } from '../output/format-diff.ts'
import type { Terminal } from '../output/terminal.ts'
import type { InitFlags } from './arguments.ts'
import { endProcess } from './exit.ts'
import { packageVersion } from './version.ts'

/**
 * `hotseat init`: shows what it would change, asks, changes it. Exit codes: 0 done, declined, or nothing to do; 1 where it could not
 * ask.
 *
 * @throws {HotseatError} where there is no package.json, or no entry
 */
export async function init({ entry: named, yes, dryRun }: InitFlags, terminal: Terminal): Promise<void> {
  const cwd = process.cwd()
  const file = join(packageRoot(cwd), 'package.json')
  if (!existsSync(file)) throw errors.initWithoutPackageJson(cwd)
  const facts = await gather({ entry: named, config: undefined, port: undefined }, { cwd, env: process.env })
  if ('error' in facts.manifest) throw facts.manifest.error
  // A config that cannot be loaded may import what is yet to be installed, and name the entry.
  if ('error' in facts.entry && 'found' in facts.config) throw facts.entry.error
  const plan = planInit(facts, {
    packageJson: readFileSync(join(facts.root, 'package.json'), 'utf8'),
    version: packageVersion(),
    entryIsNamed: named !== undefined && !isFound(facts, resolve(cwd, named)),
  })
  if (plan.changes.length === 0) {
    terminal.say(({ colors }) => `${colors.green('nothing to change')}: \`hotseat dev\` is set up here`)
    tell(plan, facts, terminal)
    return endProcess(0, terminal)
  }
  terminal.say((style) => diffs(plan.changes, style))
  if (dryRun) return endProcess(0, terminal)
  if (!yes && !isTerminal()) {
    terminal.say(() => '\nNothing was changed, for there is no terminal to ask at. To change it: hotseat init --yes')
    return endProcess(1, terminal)
  }
  if (!yes && !(await confirm())) {
    terminal.say(() => 'Nothing was changed.')
    return endProcess(0, terminal)
  }
  apply(plan.changes)
  terminal.say(({ colors }) => colors.green('done'))
  tell(plan, facts, terminal)
  endProcess(0, terminal)
}

function isFound({ root }: Facts, entry: string): boolean {
  try {
    return findEntry(root) === entry
  } catch {
    return false
  }
}

function isTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY
}

async function confirm(): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const ended = Promise.withResolvers<string>()
  asking.once('close', () => ended.resolve('no'))
  try {
    const answer = await Promise.race([asking.question('\nChange it? [Y/n] '), ended.promise])
    return /^(?:y(?:es)?)?$/i.test(answer.trim())
  } finally {
    asking.close()
  }
}

/** What is left to do. */
function tell({ notes, installs }: InitPlan, { root }: Facts, terminal: Terminal): void {
  const manager = packageManagerOf(root, process.env['npm_config_user_agent'])
  for (const note of notes) terminal.say(({ colors }) => `${colors.yellow('!')} ${note.replaceAll('\n', '\n    ')}`)
  const steps = [...(installs ? [`${manager} install`] : []), `${manager} run dev`]
  terminal.say(({ colors }) => `next: ${steps.map((step) => colors.cyan(step)).join(', then ')}`)
}
