import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Command } from '../src/cli/commands.ts'
import { commands } from '../src/cli/commands.ts'
import { bashScript } from '../src/completion/bash.ts'
import { fishScript } from '../src/completion/fish.ts'
import { zshScript } from '../src/completion/zsh.ts'
import { project, write } from './project.ts'
import { runHotseat } from './run-hotseat.ts'
import { openScreen } from './terminal/screen.ts'

const execute = promisify(execFile)

/** What a shell offers for a line, the cursor at its end. */
type Shell = (folder: string, script: string, words: readonly string[]) => Promise<readonly string[]>

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')

/** What bash does at Tab: splits the line, calls the function that is registered, and else completes files. */
const bash: Shell = async (folder, script, words) => {
  const broken = words.flatMap((word) => word.split(/(?<==)|(?==)/))
  const code = `${script}
    COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
    registered="$(complete -p hotseat)"
    [[ $registered == 'complete -o default -F _hotseat hotseat' ]] || exit 3
    _hotseat
    if (( \${#COMPREPLY[@]} == 0 )); then compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"; else printf '%s\\n' "\${COMPREPLY[@]}"; fi
    exit 0`
  const { stdout } = await execute('bash', ['--norc', '-c', code, 'bash', ...broken], { cwd: folder })
  return lines(stdout)
}

const fish: Shell = async (folder, script, words) => {
  const code = `${script}\ncomplete -C "${words.join(' ')}"`
  const { stdout } = await execute('fish', ['--no-config', '-c', code], { cwd: folder })
  return lines(stdout).map((line) => line.split('\t')[0] ?? line)
}

/** Presses Tab in an interactive zsh, which shows a list. */
const zsh: Shell = async (folder, script, words) => {
  write(folder, { _hotseat: script })
  const screen = openScreen('zsh', ['-f', '-i'], { cwd: folder, columns: 200, env: { PS1: '> ' } })
  screen.type('autoload -Uz compinit; compinit -u -D; source ./_hotseat; echo REA""DY\n')
  await screen.shows('READY')
  screen.type("unsetopt auto_menu menu_complete; setopt no_beep; bindkey '^X' list-choices; clear; echo CLE''AR\n")
  await screen.shows('CLEAR')
  screen.type(`${words.join(' ')}\u0018`)
  await screen.until('a list', () => screen.lines().length > 2)
  screen.type('\u0003')
  return screen.text().split(/\s+/).slice(words.length)
}

const shells = { bash: [bash, bashScript], fish: [fish, fishScript], zsh: [zsh, zshScript] } as const

function isInstalled(name: string): boolean {
  try {
    return execFileSync(name, ['-c', 'echo 1'], { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0
  } catch {
    return false
  }
}

const folder = (): string => project({ 'src/app.ts': '', 'src dir/x.ts': '' })

async function checkCompletes(shell: Shell, script: string): Promise<void> {
  const offered = async (...words: readonly string[]) => await shell(folder(), script, ['hotseat', ...words])
  expect(await offered('do')).toEqual(expect.arrayContaining(['doctor']))
  expect(await offered('dev', '--fr')).toEqual(expect.arrayContaining(['--freshness']))
  const policies = await offered('dev', '--freshness', '')
  expect(policies).toEqual(expect.arrayContaining(['serve', 'hold']))
  expect(await offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']))
  expect((await offered('dev', 's')).join('\n')).toMatch(/src/)
  expect((await offered('dev', '--config', 's')).join('\n')).toMatch(/src/)
  expect((await offered('dev', '--')).join('\n')).not.toContain('--native')
}

/** The table with an option misspelt. */
const misspelt: readonly Command[] = commands.map((command: Command) => ({
  ...command,
  options: command.options.map((option) => (option.name === 'freshness' ? { ...option, name: 'freshest' } : option)),
}))

for (const [name, [shell, script]] of Object.entries(shells)) {
  test.runIf(isInstalled(name))(`${name} completes commands, options, what an option may be, and files`, async () => {
    await checkCompletes(shell, script(commands))
  })

  test.runIf(isInstalled(name))(`${name}: an option that is misspelt is caught`, async () => {
    await expect(checkCompletes(shell, script(misspelt))).rejects.toThrow('--freshness')
  })
}

test('bash: the value may follow after an equals sign', async () => {
  const offered = async (word: string) => await bash(folder(), bashScript(commands), ['hotseat', 'dev', word])
  expect(await offered('--freshness=')).toEqual(['serve', 'hold'])
  expect(await offered('--freshness=h')).toEqual(['hold'])
})

test('bash: what was typed is not run', async () => {
  const root = folder()
  await bash(root, bashScript(commands), ['hotseat', 'dev', '$(touch', 'planted)'])
  await expect(execute('ls', ['planted'], { cwd: root })).rejects.toThrow('planted')
})

test('the command prints the script of the shell that is named, else of the one that runs', async () => {
  const root = project()
  expect(await runHotseat(root, ['completion', 'fish'])).toMatchObject({ code: 0, out: fishScript(commands), err: '' })
  expect(await runHotseat(root, ['completion'], { SHELL: '/bin/zsh' })).toMatchObject({ out: zshScript(commands) })
})

test.each([
  [['completion', 'csh'], 'There is no completion for "csh", but for bash, zsh or fish'],
  [['completion'], 'Say for which shell: bash, zsh or fish'],
])('%j is not understood', async (args, message) => {
  const { code, err } = await runHotseat(project(), args, { SHELL: '/bin/csh' })
  expect(err).toContain(message)
  expect(code).toBe(2)
})
