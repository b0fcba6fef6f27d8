import type { Command, OptionOf } from '../cli/commands.ts'

/** Completion for fish. */
export function fishScript(commands: readonly Command[]): string {
  const lines = commands.flatMap(({ name, argument, about, options }) => {
    const within = `-n ${quoted(`__fish_seen_subcommand_from ${name}`)}`
    return [
      `complete -c hotseat -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`,
      `complete -c hotseat ${within} ${argument && !argument.words ? '-F' : '-f'}`,
      ...(argument?.words ? [`complete -c hotseat ${within} -a ${quoted(argument.words.join(' '))}`] : []),
      ...options.map((option) => `complete -c hotseat ${within} ${flagsOf(option)}`),
      `complete -c hotseat ${within} -l help -d 'Display what the command takes'`,
    ]
  })
  return `# Completion of hotseat for fish.
complete -c hotseat -f
complete -c hotseat -n __fish_use_subcommand -l help -d 'Display all commands'
complete -c hotseat -n __fish_use_subcommand -l version -d 'Display the version'
${lines.join('\n')}
`
}

function flagsOf({ name, value, words, isFile, about }: OptionOf): string {
  const takes = value === undefined ? '' : words ? ` -x -a ${quoted(words.join(' '))}` : isFile ? ' -r -F' : ' -x'
  return `-l ${name}${takes} -d ${quoted(about)}`
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
}
