import { cac, type CAC } from 'cac'
import { messageOf } from '@hotseat/core'
import { errors } from '../errors.ts'
import { commands, type Command } from './commands.ts'

/** What the command line asks for; undefined for what was not given. */
export type Invocation =
  | { readonly kind: 'dev'; readonly flags: DevFlags }
  | { readonly kind: 'compare'; readonly flags: CompareFlags }
  | { readonly kind: 'doctor'; readonly flags: CheckupFlags }
  | { readonly kind: 'init'; readonly flags: InitFlags }
  | { readonly kind: 'completion'; readonly shell: string | undefined }
  /** `--help` or `--version`: it has been printed. */
  | { readonly kind: 'answered' }

/** `hotseat dev`, as it was typed. */
export interface DevFlags {
  readonly entry: string | undefined
  readonly port: string | undefined
  readonly host: string | undefined
  readonly config: string | undefined
  readonly freshness: string | undefined
  readonly json: boolean
  /** False: none. Default: as the config says. */
  readonly devtools?: boolean
}

/** `hotseat init`, as it was typed. */
export interface InitFlags {
  readonly entry: string | undefined
  readonly yes: boolean
  readonly dryRun: boolean
}

/** `hotseat doctor`, as it was typed. */
export interface CheckupFlags {
  readonly entry: string | undefined
  readonly config: string | undefined
  readonly port: string | undefined
  readonly json: boolean
}

/** `hotseat doctor --compare`, as it was typed. */
export interface CompareFlags {
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
  for (const command of commands) declare(cli, command)
  // What it says of an option that takes something away reads as if that were the default.
  cli.help((sections) => sections.map((each) => ({ ...each, body: each.body.replaceAll(' (default: true)', '') })))
  cli.version(version)

  const { args, options } = cli.parse([...argv], { run: false })
  if (options['help'] === true || options['version'] === true) return { kind: 'answered' }
  const command = cli.matchedCommand
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
  return invocation(command.name, args, options)
}

type Options = Readonly<Record<string, unknown>>

function invocation(name: string, args: readonly unknown[], options: Options): Invocation {
  const flag = (option: string): string | undefined => once(option, options[option])
  const common = { entry: once('entry', args[0]), config: flag('config') }
  const json = options['json'] === true
  if (name === 'dev') {
    const [port, host, freshness] = ['port', 'host', 'freshness'].map((option) => flag(option))
    const given = { ...common, port, host, freshness, json }
    return { kind: 'dev', flags: options['devtools'] === false ? { ...given, devtools: false } : given }
  }
  if (name === 'completion') return { kind: 'completion', shell: once('shell', args[0]) }
  if (name === 'init') {
    const { entry } = common
    return { kind: 'init', flags: { entry, yes: options['yes'] === true, dryRun: options['dryRun'] === true } }
  }
  if (options['compare'] !== true) {
    const stray = ['native', 'path'].find((option) => options[option] !== undefined)
    if (stray !== undefined) throw errors.usage(`Option \`--${stray}\` goes with \`--compare\``)
    return { kind: 'doctor', flags: { ...common, port: flag('port'), json } }
  }
  const paths = [options['path'] ?? []].flat().map(String)
  const relative = paths.find((path) => !path.startsWith('/'))
  if (relative !== undefined) throw errors.usage(`Option \`--path\` starts with a slash, unlike "${relative}"`)
  return { kind: 'compare', flags: { ...common, native: flag('native'), paths, json } }
}

function declare(cli: CAC, { name, argument, about, options, examples }: Command): void {
  const command = cli.command(argument ? `${name} [${argument.name}]` : name, about)
  for (const option of options)
    command.option(option.value === undefined ? `--${option.name}` : `--${option.name} <${option.value}>`, option.about)
  for (const [line, what] of examples) {
    const example = `  $ ${line.padEnd(Math.max(...examples.map(([each]) => each.length)))}   ${what}`
    command.example(example)
  }
  const [first] = examples
  if (first) cli.example(`  $ ${first[0].padEnd(24)}   ${first[1]}`)
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
