import { cac } from 'cac'
import { messageOf } from '@hotseat/core'
import { errors } from '../errors.ts'

/** What the command line asks for. */
export type Invocation =
  | { readonly kind: 'dev'; readonly flags: DevFlags }
  /** `--help` or `--version`: it has been printed. */
  | { readonly kind: 'answered' }

/** `hotseat dev`, as it was typed; undefined for what was not given. */
export interface DevFlags {
  readonly entry: string | undefined
  readonly port: string | undefined
  readonly host: string | undefined
  readonly config: string | undefined
  readonly freshness: string | undefined
}

/**
 * Reads the command line.
 *
 * @param argv as `process.argv` has it
 * @throws {HotseatError} `HOTSEAT_USAGE` for an unknown command or option, a missing value, a value given twice
 */
export function parseArguments(argv: readonly string[], version: string): Invocation {
  const cli = cac('hotseat')
  const dev = cli
    .command('dev [entry]', 'Serve an application; every save puts new code in its seat')
    .option('--port <port>', 'Port; 0 takes any free one (else PORT, else 5000)')
    .option('--host <host>', 'Address to listen on (else 127.0.0.1)')
    .option('--config <file>', 'Config file (else hotseat.config.ts beside package.json)')
    .option('--freshness <policy>', 'serve: answer at once; hold: while a change is pending, wait for it')
    .example('  $ hotseat dev')
    .example('  $ hotseat dev src/app.ts --port 3000')
  cli.help()
  cli.version(version)

  const { args, options } = cli.parse([...argv], { run: false })
  if (options['help'] === true || options['version'] === true) return { kind: 'answered' }
  if (cli.matchedCommand !== dev) {
    if (args.length > 0) throw errors.usage(`Unknown command \`${args[0]}\``)
    checked(() => cli.globalCommand.checkUnknownOptions())
    cli.outputHelp()
    return { kind: 'answered' }
  }
  checked(() => {
    dev.checkUnknownOptions()
    dev.checkOptionValue()
    dev.checkUnusedArgs()
  })
  const flag = (name: string) => once(name, options[name])
  return {
    kind: 'dev',
    flags: {
      entry: once('entry', args[0]),
      port: flag('port'),
      host: flag('host'),
      config: flag('config'),
      freshness: flag('freshness'),
    },
  }
}

function checked(check: () => void): void {
  try {
    check()
  } catch (problem) {
    const message = messageOf(problem)
    throw errors.usage(message.charAt(0).toUpperCase() + message.slice(1))
  }
}

/** The parser turns digits into numbers and repeated options into lists. */
function once(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw errors.usage(`Option \`--${name}\` takes one value`)
}
