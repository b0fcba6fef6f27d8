import { createDevServer } from '../dev.ts'
import { banner, draining, leftBehind, requestFailed, serves, stopped } from '../output/format.ts'
import { reportReloads } from '../output/report.ts'
import type { Terminal } from '../output/terminal.ts'
import { resolveSettings } from '../settings.ts'
import type { DevFlags } from './arguments.ts'
import { endProcess } from './exit.ts'
import { handleStopSignals } from './stop-signals.ts'
import { surviveStrayErrors } from './stray-errors.ts'
import { packageVersion } from './version.ts'

/**
 * `hotseat dev`: resolves when the first build is done, well or not; from then on the process lives until a signal.
 *
 * @throws {HotseatError} when it cannot start
 */
export async function serve(flags: DevFlags, terminal: Terminal): Promise<void> {
  const settings = await resolveSettings(flags, { cwd: process.cwd(), env: process.env })
  const { loader, container, server, watcher } = settings
  const locate = (error: unknown) => loader.locate?.(error)
  let isKnown = false
  const dev = createDevServer(settings, {
    listening(urls) {
      const adapters = [server, container, watcher].map(({ name }) => name)
      const { entry, configFile } = settings
      const version = packageVersion()
      terminal.say((style) =>
        isKnown ? serves(urls, style) : banner({ version, urls, entry, configFile, adapters }, style),
      )
      isKnown = true
    },
    failed(error) {
      const location = error.location ?? locate(error)
      terminal.complain((style) => requestFailed(error, location, style))
    },
    leftBehind(leftovers, generation) {
      const found = leftovers.map(({ kind, name, origin }) => ({ kind, name, location: locate(origin) }))
      terminal.complain((style) => leftBehind(found, generation, style))
    },
  })
  reportReloads(dev.reloader, terminal)

  let stopAsked = false
  handleStopSignals({
    async stop() {
      stopAsked = true
      const begun = performance.now()
      await dev.stop()
      terminal.say((style) => stopped(performance.now() - begun, style))
      endProcess(0, terminal)
    },
    patienceAsked: () => terminal.say(draining),
    exitNow: (code) => process.exit(code),
  })
  const leaveStrayErrors = surviveStrayErrors((error, origin) => dev.catches(error, origin), locate, terminal)

  try {
    await dev.start()
  } catch (error) {
    // A start that is stopped half way does not succeed, and need not.
    if (stopAsked) return
    leaveStrayErrors()
    await dev.stop()
    throw error
  }
}
