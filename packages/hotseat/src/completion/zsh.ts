import type { Command, OptionOf } from '../cli/commands.ts'

/** Completion for zsh: as a file of \`fpath\`, or sourced after \`compinit\`. */
export function zshScript(commands: readonly Command[]): string {
  return `#compdef hotseat
# Completion of hotseat for zsh.
_hotseat() {
  if (( CURRENT == 2 )); then
    local -a names=(
${commands.map(({ name, about }) => `      ${quoted(`${name}:${about}`)}`).join('\n')}
    )
    _describe command names
    return
  fi
  local name="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$name" in
${commands.map(caseOf).join('\n')}
  esac
}
if [[ "$funcstack[1]" == _hotseat ]]; then
  _hotseat "$@"
else
  compdef _hotseat hotseat
fi
`
}

function caseOf({ name, argument, options }: Command): string {
  const specs = [
    ...options.map(specOf),
    quoted('--help[Display what the command takes]'),
    ...(argument ? [quoted(`1:${argument.name}:${actionOf(argument.words, true)}`)] : []),
  ]
  return [`    ${name})`, `      _arguments \\`, `        ${specs.join(' \\\n        ')}`, '      ;;'].join('\n')
}

function specOf({ name, value, words, isFile, about }: OptionOf): string {
  const text = about.replaceAll(/[[\]:]/g, '\\$&')
  return quoted(value === undefined ? `--${name}[${text}]` : `*--${name}=[${text}]:${value}:${actionOf(words, isFile)}`)
}

function actionOf(words: readonly string[] | undefined, isFile = false): string {
  if (words) return `(${words.join(' ')})`
  return isFile ? '_files' : ' '
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
