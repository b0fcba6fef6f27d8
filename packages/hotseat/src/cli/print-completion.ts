import { basename } from 'node:path'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { zshScript } from '../completion/zsh.ts'
import { errors } from '../errors.ts'
import type { Terminal } from '../output/terminal.ts'
import { commands } from './commands.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript }

/**
 * `hotseat completion`.
 *
 * @param named the shell that was typed
 * @param running the environment's `SHELL`, for when none was
 * @throws {HotseatError} `HOTSEAT_USAGE`
 */
export function printCompletion(named: string | undefined, running: string | undefined, terminal: Terminal): void {
  const shell = named ?? basename(running ?? '')
  if (!isKnown(shell)) {
    const known = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(Object.keys(scripts))
    throw errors.usage(
      named === undefined ? `Say for which shell: ${known}` : `There is no completion for "${named}", but for ${known}`,
    )
  }
  terminal.say(() => scripts[shell](commands).trimEnd())
}

function isKnown(shell: string): shell is keyof typeof scripts {
  return Object.hasOwn(scripts, shell)
}
