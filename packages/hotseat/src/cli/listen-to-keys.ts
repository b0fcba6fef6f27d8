import { readKeys, type Keyboard } from '../keyboard/keyboard.ts'
import { keysShared } from '../output/format-keys.ts'
import { isCI } from '../output/terminal.ts'
import { keyActions, type KeyTargets } from './key-actions.ts'
import type { Voice } from './voice.ts'

/**
 * Listens to the keyboard, where a person sits before it: where stdin and stdout are a terminal, people are spoken to, and it is not CI.
 *
 * @param answer what answers a signal
 */
export function listenToKeys(
  targets: Pick<KeyTargets, 'reloader' | 'url' | 'inspectorUrl' | 'isStopping'>,
  { terminal, report }: Voice,
  answer: (signal: 'SIGINT') => void,
): Keyboard | undefined {
  const { stdin, stdout, env } = process
  if (!terminal || !stdin.isTTY || !stdout.isTTY || isCI(env)) return undefined
  const browser = env['BROWSER']
  const act = keyActions({ ...targets, terminal, report, browser, quit: () => answer('SIGINT') })
  return readKeys(stdin, {
    pressed: (press) => (press === 'interrupt' ? interrupt(answer) : act(press)),
    shared: (isTaken) => terminal.say((style) => keysShared(isTaken, style)),
  })
}

/** What the terminal makes of Ctrl-C where nobody reads single keys: a signal to all of the job, child processes as well. */
function interrupt(answer: (signal: 'SIGINT') => void): void {
  if (process.platform === 'win32') answer('SIGINT')
  else process.kill(0, 'SIGINT')
}
