import { createDevServer } from '../dev.ts'
import { banner, draining, requestFailed, stopped } from '../output/format.ts'
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
  const dev = createDevServer(settings, (error) => {
    const location = error.location ?? locate(error)
    terminal.complain((style) => requestFailed(error, location, style))
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
  const leaveStrayErrors = surviveStrayErrors(locate, terminal)

  try {
    await dev.start((url) => {
      const adapters = [server, container, watcher].map(({ name }) => name)
      const { entry, configFile } = settings
      terminal.say((style) => banner({ version: packageVersion(), url, entry, configFile, adapters }, style))
    })
  } catch (error) {
    // A start that is stopped half way does not succeed, and need not.
    if (stopAsked) return
    leaveStrayErrors()
    await dev.stop()
    throw error
  }
}
