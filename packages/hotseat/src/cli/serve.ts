import { HotseatError } from '@hotseat/core'
import { settingsFiles } from '../changes/settings-files.ts'
import { readSettings } from '../changes/watch-settings.ts'
import { createDevServer, type DevServer } from '../dev.ts'
import { envFilesOfNode } from '../environment/env-files.ts'
import { fileVariables, inheritedNames, type FileVariables } from '../environment/file-variables.ts'
import { readKeys, type Keyboard } from '../keyboard/keyboard.ts'
import type { Lookup } from '../output/error-details.ts'
import { keysHint, keysShared } from '../output/format-keys.ts'
import { isCI, type Terminal } from '../output/terminal.ts'
import { replaceProcess } from '../restart/replace-process.ts'
import { resolveSettings, type DevSettings } from '../settings.ts'
import type { DevFlags } from './arguments.ts'
import { endProcess } from './exit.ts'
import { followSettings } from './follow-settings.ts'
import { forwardEvents } from './forward.ts'
import { keyActions } from './key-actions.ts'
import { handleStopSignals } from './stop-signals.ts'
import { surviveStrayErrors } from './stray-errors.ts'
import { packageVersion } from './version.ts'
import { speakJson, speakToPeople, type Voice } from './voice.ts'

/**
 * `hotseat dev`: resolves when the first build is done, well or not; from then on the process lives until a signal.
 *
 * @throws {HotseatError} when it cannot start
 */
export async function serve(flags: DevFlags, terminal: Terminal): Promise<void> {
  let settings: DevSettings | undefined
  const lookup: Lookup = {
    locate: (error) => settings?.loader.locate?.(error),
    importersOf: (path) => settings?.loader.importersOf?.(path) ?? [],
  }
  const voice = flags.json ? speakJson(lookup) : speakToPeople(lookup)
  try {
    settings = await resolveSettings(flags, { cwd: process.cwd(), env: process.env })
    await run(settings, flags, { lookup, voice, terminal })
  } catch (error) {
    voice[Symbol.dispose]()
    if (!flags.json || !HotseatError.is(error)) throw error
    voice.report({ event: 'cannot-start', error })
    endProcess(1, terminal)
  }
}

interface Surroundings {
  readonly lookup: Lookup
  readonly voice: Voice
  readonly terminal: Terminal
}

async function run(settings: DevSettings, flags: DevFlags, { lookup, voice, terminal }: Surroundings): Promise<void> {
  const { container, server, watcher } = settings
  const { report } = voice
  const { envFiles, variables } = readEnvironment(settings)
  const files = settingsFiles(settings, envFiles)
  const before = readSettings(files)
  const locate = (error: unknown) => lookup.locate?.(error)
  let url: string | undefined
  const dev = createDevServer(settings, {
    listening(urls) {
      const adapters = [server, container, watcher].map(({ name }) => name)
      const { entry, configFile: config } = settings
      const isFirst = url === undefined
      url = urls[0]
      report({ event: 'listening', urls, entry, config, adapters, version: packageVersion() })
      if (isFirst && keyboard) voice.terminal?.say(keysHint)
    },
    failed: (error) => report({ event: 'request-failed', error }),
    leftBehind(found, generation) {
      const leftovers = found.map(({ kind, name, origin }) => ({ kind, name, location: locate(origin) }))
      report({ event: 'left-behind', leftovers, generation })
    },
  })
  forwardEvents(dev.reloader, report)

  let stopAsked = false
  let following: AsyncDisposable | undefined
  const stop = async (): Promise<void> => {
    await Promise.all([dev.stop(), following?.[Symbol.asyncDispose]()])
    keyboard?.release()
  }
  const answer = handleStopSignals({
    async stop() {
      stopAsked = true
      const begun = performance.now()
      await stop()
      report({ event: 'stopped', duration: performance.now() - begun })
      voice[Symbol.dispose]()
      endProcess(0, terminal)
    },
    patienceAsked: () => report({ event: 'stopping' }),
    exitNow: (code) => process.exit(code),
  })
  const keyboard = listenToKeys(dev, voice, () => url, answer)
  const leaveStrayErrors = surviveStrayErrors((error, origin) => dev.catches(error, origin), locate, report)

  try {
    await dev.start()
    if (!stopAsked) {
      const { reloader } = dev
      following = await followSettings({ settings, flags, files, reloader, variables, report, restart }, before)
    }
  } catch (error) {
    // A start that is stopped half way does not succeed, and need not.
    if (stopAsked) return
    leaveStrayErrors()
    await stop()
    throw error
  }

  async function restart(): Promise<void> {
    await stop()
    // Who has asked for an end meanwhile gets it.
    if (stopAsked) return
    voice[Symbol.dispose]()
    replaceProcess(variables.given())
  }
}

/** The environment with what files say, before the application sees it. */
function readEnvironment(settings: DevSettings): { envFiles: readonly string[]; variables: FileVariables } {
  const ofNode = envFilesOfNode(process.execArgv, process.cwd())
  const envFiles = [...new Set([...ofNode, ...settings.envFiles])]
  const variables = fileVariables(envFiles, process.env, inheritedNames(process.env, ofNode))
  variables.load()
  return { envFiles, variables }
}

/** Keys are for a person at a terminal, of which the output shows as well. */
function listenToKeys(
  { reloader }: DevServer,
  { terminal, report }: Voice,
  url: () => string | undefined,
  answer: (signal: 'SIGINT') => void,
): Keyboard | undefined {
  const { stdin, stdout, env } = process
  if (!terminal || !stdin.isTTY || !stdout.isTTY || isCI(env)) return undefined
  const act = keyActions({
    reloader,
    terminal,
    report,
    url,
    inspectorUrl: () => undefined,
    browser: env['BROWSER'],
    quit: () => answer('SIGINT'),
  })
  return readKeys(stdin, {
    pressed: (press) => (press === 'interrupt' ? interrupt(answer) : act(press)),
    shared: (isTaken) => terminal.say((style) => keysShared(isTaken, style)),
  })
}

/** What the terminal makes of Ctrl-C where nobody reads single keys: a signal to all of the job, child processes as well. */
function interrupt(answer: (signal: 'SIGINT') => void): void {
  if (process.platform === 'win32') answer('SIGINT')
  else process.kill(0, 'SIGINT')
}
