import { cac } from 'cac'
import { messageOf } from '@hotseat/core'
import { errors } from '../errors.ts'

/** What the command line asks for. */
export type Invocation =
  | { readonly kind: 'dev'; readonly flags: DevFlags }
  | { readonly kind: 'doctor'; readonly flags: DoctorFlags }
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

/** `hotseat doctor --compare`, as it was typed. */
export interface DoctorFlags {
  readonly entry: string | undefined
  readonly config: string | undefined
  readonly native: string | undefined
  readonly paths: readonly string[]
  readonly json: boolean
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
  const doctor = cli
    .command('doctor [entry]', 'With --compare: run an application natively and under Hotseat, and tell what differs')
    .option('--compare', 'Compare: routes, ports, environment, warnings, errors, handles')
    .option('--native <command>', 'How the application is run natively (else guessed)')
    .option('--path <path>', 'A path to ask, beside what the application tells; may be repeated')
    .option('--json', 'Print what was found as JSON')
    .option('--config <file>', 'Config file (else hotseat.config.ts beside package.json)')
    .example('  $ hotseat doctor --compare src/main.ts --native "tsx src/main.ts" --path /health')
  cli.help()
  cli.version(version)

  const { args, options } = cli.parse([...argv], { run: false })
  if (options['help'] === true || options['version'] === true) return { kind: 'answered' }
  const command = [dev, doctor].find((each) => each === cli.matchedCommand)
  if (!command) {
    if (args.length > 0) throw errors.usage(`Unknown command \`${args[0]}\``)
    checked(() => cli.globalCommand.checkUnknownOptions())
    cli.outputHelp()
    return { kind: 'answered' }
  }
  checked(() => {
    command.checkUnknownOptions()
    command.checkOptionValue()
    command.checkUnusedArgs()
  })
  const flag = (name: string) => once(name, options[name])
  const common = { entry: once('entry', args[0]), config: flag('config') }
  if (command === dev)
    return {
      kind: 'dev',
      flags: { ...common, port: flag('port'), host: flag('host'), freshness: flag('freshness') },
    }
  if (options['compare'] !== true) throw errors.usage('`hotseat doctor` needs `--compare`: it is what it does')
  const paths = [options['path'] ?? []].flat().map(String)
  const relative = paths.find((path) => !path.startsWith('/'))
  if (relative !== undefined) throw errors.usage(`Option \`--path\` starts with a slash, unlike "${relative}"`)
  return {
    kind: 'doctor',
    flags: { ...common, native: flag('native'), paths, json: options['json'] === true },
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
