import type { Command } from '../cli/commands.ts'

/**
 * Completion for bash, from 3.2 on, which macOS has. It asks nothing of the command itself: nothing that was typed is run at a
 * press of Tab, and it is there at once. Where it has no words, bash completes files.
 */
export function bashScript(commands: readonly Command[]): string {
  const names = [...commands.map(({ name }) => name), '--help', '--version']
  return `# Completion of hotseat for bash.
_hotseat() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=''
  # \`--option=value\` comes as three words.
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]]; then
    previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    words='${names.join(' ')}'
  else
    case "\${COMP_WORDS[1]} $previous" in
${commands.flatMap(valuesOf).join('\n')}
      *)
        case "\${COMP_WORDS[1]}" in
${commands.map(wordsOf).join('\n')}
        esac
        ;;
    esac
  fi
  [[ -n $words ]] && COMPREPLY=($(compgen -W "$words" -- "$current"))
  return 0
}
complete -o default -F _hotseat hotseat
`
}

/** After an option that has a value. */
function valuesOf({ name, options }: Command): string[] {
  return options.flatMap((option) =>
    option.value === undefined
      ? []
      : [`      '${name} --${option.name}') ${option.words ? `words='${option.words.join(' ')}'` : ':'} ;;`],
  )
}

/** An argument, or an option once a dash has been typed; without other words the options as well. */
function wordsOf({ name, argument, options }: Command): string {
  const flags = [...options.map((option) => `--${option.name}`), '--help'].join(' ')
  const plain = argument?.words?.join(' ') ?? ''
  return `          ${name}) if [[ $current == -* ]]; then words='${flags}'; else words='${plain}'; fi ;;`
}
