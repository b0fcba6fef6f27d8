import { fork } from 'node:child_process'
import { once } from 'node:events'
import { extname, join } from 'node:path'
import { HotseatError, type HotseatErrorInit } from '@hotseat/core'
import type { DevFlags } from '../cli/arguments.ts'
import { errors } from '../errors.ts'
import type { Environment } from '../settings.ts'

/** What a process says that has tried settings. */
export interface Verdict {
  /** Why they cannot be used. */
  readonly error?: HotseatErrorInit
}

/** Milliseconds that the trial may take. */
const patience = 30_000

/**
 * Tries in another process whether `hotseat dev` could start with the files as they are now.
 *
 * @param started where it would be started, and with which variables
 * @param signal ends the trial, whose outcome means nothing then
 * @returns why it could not
 */
export async function trySettings(
  flags: DevFlags,
  { cwd, env }: Environment,
  signal: AbortSignal,
): Promise<HotseatError | undefined> {
  const script = join(import.meta.dirname, `check${extname(import.meta.filename)}`)
  // A debugger's port is taken by this process.
  const execArgv = process.execArgv.filter((word) => !word.startsWith('--inspect'))
  const child = fork(script, [], { cwd, env, execArgv, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const ended = new AbortController()
  const exit = once(child, 'exit').finally(() => ended.abort())
  exit.catch(() => undefined)
  try {
    child.send(flags)
    const giveUp = AbortSignal.any([signal, ended.signal, AbortSignal.timeout(patience)])
    const [verdict]: unknown[] = await once(child, 'message', { signal: giveUp })
    return isVerdict(verdict) && verdict.error ? new HotseatError(verdict.error) : undefined
  } catch (cause) {
    return errors.settingsUntried(cause)
  } finally {
    child.kill('SIGKILL')
    // One whose end nobody has seen would stay in the list of processes, and this one may be replaced at once.
    await exit.catch(() => undefined)
  }
}

function isVerdict(value: unknown): value is Verdict {
  return typeof value === 'object' && value !== null
}
