/** What a key does. */
export type KeyAction = 'reload' | 'back' | 'pause' | 'open' | 'inspect' | 'list' | 'help' | 'quit'

/** A key, and what help says of it. */
export interface Key {
  readonly key: string
  readonly action: KeyAction
  readonly about: string
}

/** All keys, in the order in which help lists them. */
export const keys: readonly Key[] = [
  { key: 'r', action: 'reload', about: 'reload: build everything anew' },
  { key: 'b', action: 'back', about: 'back to the code that was served before, until the next save' },
  { key: 'p', action: 'pause', about: 'pause: saves wait; again: go on' },
  { key: 'o', action: 'open', about: 'open the application in the browser' },
  { key: 'i', action: 'inspect', about: 'open the inspector' },
  { key: 'l', action: 'list', about: 'list the requests in flight, and what still drains' },
  { key: '?', action: 'help', about: 'this help' },
  { key: 'q', action: 'quit', about: 'quit in order, as with Ctrl-C; again: at once' },
]

/** What was pressed: an action, or one of the keys that a terminal makes a signal of where nobody reads them. */
export type Press = KeyAction | 'interrupt' | 'suspend'

/**
 * What a chunk of input asks for. Keys that mean nothing, and those that a terminal sends as a sequence (arrows, Alt with a letter,
 * what is pasted in brackets), do nothing.
 */
export function pressesOf(chunk: string): Press[] {
  return withoutSequences(chunk).flatMap((char): Press[] => {
    if (char === '\u0003') return ['interrupt']
    if (char === '\u001A') return ['suspend']
    const found = keys.find(({ key }) => key === char)
    return found ? [found.action] : []
  })
}

const escape = '\u001B'

/** What a terminal puts around what is pasted, where that was asked for. */
const pasted = new RegExp(`${escape}\\[200~[^]*?(?:${escape}\\[201~|$)`, 'g')

/** What follows the escape character in an arrow, a function key, or a letter with Alt. */
const sequence = /^(?:\[[0-?]*[ -/]*[@-~]|O.|[^[])?/

/** Single keys: several may come at once. */
function withoutSequences(chunk: string): string[] {
  const [typed = '', ...others] = chunk.replaceAll(pasted, '').split(escape)
  return [typed, ...others.map((other) => other.replace(sequence, ''))].flatMap((text) => text.split(''))
}
