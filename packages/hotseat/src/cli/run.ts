import { HotseatError } from '@hotseat/core'
import { fatal } from '../output/format.ts'
import { createTerminal } from '../output/terminal.ts'
import { parseArguments } from './arguments.ts'
import { endProcess } from './exit.ts'
import { packageVersion } from './version.ts'

/** Runs the command line. Exit codes: 0 in order, 1 could not start (or the doctor found something), 2 not understood, 130 a second Ctrl-C. */
export async function run(): Promise<void> {
  const terminal = createTerminal(process, () => new Date())
  try {
    const invocation = parseArguments(process.argv, packageVersion())
    if (invocation.kind === 'answered') return
    // Loaded only now: `--help` needs no compiler.
    if (invocation.kind === 'doctor') {
      const { diagnose } = await import('./diagnose.ts')
      return await diagnose(invocation.flags, terminal)
    }
    const { serve } = await import('./serve.ts')
    await serve(invocation.flags, terminal)
  } catch (error) {
    terminal.complain((style) => fatal(error, style))
    endProcess(HotseatError.is(error) && error.code === 'HOTSEAT_USAGE' ? 2 : 1, terminal)
  }
}
