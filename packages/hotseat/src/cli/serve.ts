import { HotseatError } from '@hotseat/core'
import { settingsFiles } from '../changes/settings-files.ts'
import { readSettings } from '../changes/watch-settings.ts'
import { createDevServer } from '../dev.ts'
import { envFilesOfNode } from '../environment/env-files.ts'
import { fileVariables, inheritedNames, type FileVariables } from '../environment/file-variables.ts'
import type { Lookup } from '../output/error-details.ts'
import { keysHint } from '../output/format-keys.ts'
import type { Terminal } from '../output/terminal.ts'
import { replaceProcess } from '../restart/replace-process.ts'
import { resolveSettings, type DevSettings } from '../settings.ts'
import type { DevFlags } from './arguments.ts'
import { endProcess } from './exit.ts'
import { followSettings } from './follow-settings.ts'
import { forwardEvents } from './forward.ts'
import { listenToKeys } from './listen-to-keys.ts'
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
  const cwd = process.cwd()
  const lookup: Lookup = {
    locate: (error) => settings?.loader.locate?.(error),
  }
  const voice = flags.json ? speakJson(lookup) : speakToPeople(lookup)
  try {
    settings = await resolveSettings(flags, { cwd, env: process.env })
    await run(settings, flags, { cwd, lookup, voice, terminal })
  } catch (error) {
    voice[Symbol.dispose]()
    if (!flags.json || !HotseatError.is(error)) throw error
    voice.report({ event: 'cannot-start', error })
    endProcess(1, terminal)
  }
}

interface Surroundings {
  readonly cwd: string
  readonly lookup: Lookup
  readonly voice: Voice
  readonly terminal: Terminal
}

async function run(
  settings: DevSettings,
  flags: DevFlags,
  { cwd, lookup, voice, terminal }: Surroundings,
): Promise<void> {
  const { container, server, watcher } = settings
  const { report } = voice
  const { envFiles, variables } = readEnvironment(settings, cwd)
  const files = settingsFiles(settings, envFiles)
  const before = readSettings(files)
  const locate = (error: unknown) => lookup.locate?.(error)
  let url: string | undefined
  const dev = createDevServer(settings, {
    listening(urls) {
      const adapters = [server, container, watcher].map(({ name }) => name)
      const { entry, configFile: config } = settings
      const { freshness = 'serve' } = settings.config
      const isFirst = url === undefined
      url = urls[0]
      report({ event: 'listening', urls, entry, config, adapters, freshness, version: packageVersion() })
      if (isFirst && keyboard) voice.terminal?.say(keysHint)
    },
    failed: (error) => report({ event: 'request-failed', error }),
    advised: (error) => report({ event: 'advice', error }),
    leftBehind(found, generation) {
      const leftovers = found.map(({ kind, name, origin }) => ({ kind, name, location: locate(origin) }))
      report({ event: 'left-behind', leftovers, generation })
    },
  })
  forwardEvents(dev.reloader, report)

  let stopAsked = false
  let following: Promise<AsyncDisposable> | undefined
  const stop = async (): Promise<void> => {
    // It may be about to begin.
    const unfollow = following?.then(async (watch) => await watch[Symbol.asyncDispose]()).catch(() => undefined)
    await Promise.all([dev.stop(), unfollow])
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
  const keyboard = listenToKeys(
    { reloader: dev.reloader, url: () => url, inspectorUrl: () => dev.inspector, isStopping: () => stopAsked },
    voice,
    answer,
  )
  const leaveStrayErrors = surviveStrayErrors((error, origin) => dev.catches(error, origin), locate, report)

  try {
    await dev.start()
    if (!stopAsked) {
      const { reloader } = dev
      following = followSettings({ settings, flags, cwd, files, reloader, variables, report, restart }, before)
      await following.catch(unwatched)
    }
  } catch (error) {
    // A start that is stopped half way does not succeed, and need not.
    if (stopAsked) return
    leaveStrayErrors()
    await stop()
    throw error
  }

  /** The source is watched all the same. */
  function unwatched(error: unknown): void {
    if (!HotseatError.is(error)) throw error
    report({ event: 'watch-failed', error, fatal: false })
  }

  async function restart(): Promise<void> {
    await stop()
    // Who has asked for an end meanwhile gets it.
    if (stopAsked) return
    voice[Symbol.dispose]()
    process.chdir(cwd)
    replaceProcess(variables.given())
  }
}

/** The environment with what files say, before the application sees it. */
function readEnvironment(
  settings: DevSettings,
  cwd: string,
): { envFiles: readonly string[]; variables: FileVariables } {
  const ofNode = envFilesOfNode(process.execArgv, cwd)
  const envFiles = [...new Set([...ofNode, ...settings.envFiles])]
  const variables = fileVariables(envFiles, process.env, inheritedNames(process.env, ofNode))
  variables.load()
  return { envFiles, variables }
}
