import { HotseatError } from '@hotseat/core'
import { fatal } from '../output/format-errors.ts'
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
    switch (invocation.kind) {
      case 'dev': {
        const { serve } = await import('./serve.ts')
        return await serve(invocation.flags, terminal)
      }
      case 'doctor': {
        const { checkUp } = await import('./check-up.ts')
        return await checkUp(invocation.flags, terminal)
      }
      case 'compare': {
        const { compareRuns } = await import('./compare.ts')
        return await compareRuns(invocation.flags, terminal)
      }
      case 'init': {
        const { init } = await import('./init.ts')
        return await init(invocation.flags, terminal)
      }
      case 'completion': {
        const { printCompletion } = await import('./print-completion.ts')
        return printCompletion(invocation.shell, process.env['SHELL'], terminal)
      }
      default:
        return invocation satisfies never
    }
  } catch (error) {
    terminal.complain((style) => fatal(error, style))
    endProcess(HotseatError.is(error) && error.code === 'HOTSEAT_USAGE' ? 2 : 1, terminal)
  }
}
