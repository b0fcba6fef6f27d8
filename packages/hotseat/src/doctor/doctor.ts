import { delimiter, dirname, extname, join } from 'node:path'
import { errors } from '../errors.ts'
import type { Command } from './child.ts'
import { compare } from './compare.ts'
import type { Comparison } from './comparison.ts'
import { guessNativeCommand } from './native-command.ts'
import { run, type RunOptions } from './run.ts'

export interface DoctorOptions {
  /** The file that runs the application, absolute. */
  readonly entry: string
  /** The folder of its package.json, absolute. */
  readonly root: string
  /** Where Hotseat was called, absolute. */
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** How it is run natively, as one types it; else it is guessed. */
  readonly native: string | undefined
  readonly config: string | undefined
  /** To be asked, beside `/` and what it says itself that it answers. */
  readonly paths: readonly string[]
  /** Told what is run now. */
  readonly running: (how: string) => void
}

/**
 * Runs an application twice natively and once under Hotseat, one after the other, and compares.
 *
 * @throws {HotseatError} `HOTSEAT_DOCTOR_NO_NATIVE`; `HOTSEAT_DOCTOR_NATIVE_FAILED` and `HOTSEAT_DOCTOR_HOTSEAT_FAILED` when
 * it does not come to listen; `HOTSEAT_DOCTOR_PORT_BUSY`
 */
export async function examine({ entry, root, config, paths, running, ...given }: DoctorOptions): Promise<Comparison> {
  const native: Command = given.native === undefined ? guessNativeCommand(root, entry) : { shell: given.native }
  // A command that was given is meant for the folder in which it was typed.
  const cwd = given.native === undefined ? root : given.cwd
  const shown = 'shell' in native ? native.shell : `node ${native.args.join(' ')}`
  const natively: RunOptions = {
    command: native,
    cwd,
    env: { ...given.env, ...pathOf(root, given.env) },
    paths,
    listed: true,
    gaveUp: () => false,
    failed: (how, lastWords) => errors.doctorNativeFailed(shown, how, lastWords),
  }
  const bin = join(import.meta.dirname, `../bin${extname(import.meta.filename)}`)
  const flags = config === undefined ? [] : ['--config', config]

  running(`natively: ${shown}`)
  const first = await run(natively)
  const rest = { ...natively, paths: first.paths, listed: false }
  running('natively again, to know what differs every time')
  const second = await run(rest)
  running('under Hotseat')
  const hotseat = await run({
    ...rest,
    command: { program: process.execPath, args: [...process.execArgv, bin, 'dev', entry, '--no-devtools', ...flags] },
    gaveUp: (stderr) => /^\S* ?(?:generation \d+ failed|hotseat cannot start)/m.test(stderr),
    failed: (how, lastWords) => errors.doctorHotseatFailed(how, lastWords),
  })
  return compare([first, second, hotseat])
}

/** Programs are found as package managers find them, and Node is the one that runs this. */
function pathOf(root: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return { [name]: [join(root, 'node_modules/.bin'), dirname(process.execPath), env[name]].join(delimiter) }
}
