import { examine } from '../doctor/doctor.ts'
import { compared } from '../output/format-comparison.ts'
import type { Terminal } from '../output/terminal.ts'
import { resolveSettings } from '../settings.ts'
import type { CompareFlags } from './arguments.ts'
import { endProcess } from './exit.ts'

/**
 * `hotseat doctor --compare`: exit code 0 when nothing differs, 1 when something does.
 *
 * @throws {HotseatError} when there is nothing to compare: the application cannot be run
 */
export async function compareRuns({ entry: named, config, ...flags }: CompareFlags, terminal: Terminal): Promise<void> {
  const { cwd, env } = { cwd: process.cwd(), env: process.env }
  const asked = { entry: named, config, port: undefined, host: undefined, freshness: undefined }
  const { entry, root, configFile } = await resolveSettings(asked, { cwd, env })
  // What was started ends with this process, which a signal would not let it know of.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
  const comparison = await examine({
    entry,
    root,
    cwd,
    env,
    native: flags.native,
    config: configFile,
    paths: flags.paths,
    running: (how) => flags.json || terminal.say(({ colors }) => colors.dim(`running ${how}`)),
  })
  terminal.say((style) => (flags.json ? JSON.stringify(comparison, undefined, 2) : compared(comparison, style)))
  endProcess(comparison.differences.length > 0 ? 1 : 0, terminal)
}
