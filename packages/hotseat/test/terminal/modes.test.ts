import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasTerminal } from '../../src/keyboard/foreground.ts'
import { project } from '../project.ts'
import { files } from './application.ts'
import { openScreen, type Screen } from './screen.ts'

const bin = join(import.meta.dirname, '../../src/bin.ts')

/** A shell in which Hotseat is started, as a person does. */
async function shell(how = '', changes: Readonly<Record<string, string>> = {}): Promise<Screen> {
  const root = project({ ...files, ...changes })
  const screen = openScreen('bash', ['--norc', '--noprofile', '-i'], { cwd: root, env: { PORT: '0', PS1: '$ ' } })
  await screen.shows('$ ')
  await checkIsUsual(screen)
  screen.type(`'${process.execPath}' '${bin}' dev ${how}\n`)
  await screen.shows(/generation 1 in/)
  return screen
}

/** Whether the terminal reads lines, shows what is typed, and makes a signal of Ctrl-C. */
async function checkIsUsual(screen: Screen): Promise<void> {
  screen.type(`clear; stty -a | grep -o -e '-\\?icanon' -e '-\\?echo\\b' -e '-\\?isig' | tr '\\n' ' '; echo DO""NE\n`)
  await screen.shows('DONE')
  expect(screen.text()).toContain('isig icanon echo DONE')
}

async function checkHasKeys(screen: Screen): Promise<void> {
  await screen.insist('?', /quit in order/)
}

test('a terminal in another mode is caught', async () => {
  const screen = openScreen('bash', ['--norc', '--noprofile', '-i'], { cwd: project(), env: { PS1: '$ ' } })
  await screen.shows('$ ')
  screen.type('stty raw\n')
  await expect(checkIsUsual(screen)).rejects.toThrow('isig icanon echo DONE')
})

test('quitting leaves the terminal in its usual mode', async () => {
  const screen = await shell()
  await checkHasKeys(screen)
  screen.type('q')
  await screen.shows(/stopped in .*\n\$/)
  await checkIsUsual(screen)
})

test('so does an application that ends the process', async () => {
  const exiting = await shell('', {
    'src/app.ts': `
      setTimeout(() => process.exit(3), 500)
      export default () => () => undefined`,
  })
  await exiting.shows(/\$ $/m)
  await checkIsUsual(exiting)
})

test('Ctrl-Z stops it with the usual mode; in the background it goes on without the keys; fg brings them back', async () => {
  const screen = await shell()
  screen.type('\u001A')
  await screen.shows('Stopped')
  await checkIsUsual(screen)
  screen.type('clear; bg; jobs -l\n')
  await screen.shows(/Running/)
  await checkIsUsual(screen)
  screen.type('fg\n')
  await checkHasKeys(screen)
  screen.type('q')
  await screen.shows('stopped in')
  await checkIsUsual(screen)
})

test('started in the background it runs, and leaves the terminal to the shell', async () => {
  const screen = await shell('&')
  await checkIsUsual(screen)
  screen.type('clear; jobs -l\n')
  await screen.shows('Running')
  expect(screen.text()).not.toContain('Stopped')
  screen.type('fg\n')
  await checkHasKeys(screen)
  screen.type('\u0003')
  await screen.shows('stopped in')
})

test('into a pipe it writes plain lines, reads no keys, and stops at Ctrl-C', async () => {
  const screen = await shell('| cat')
  expect(screen.text()).not.toContain('press ?')
  screen.type('q\u0003')
  await screen.shows(/\^C\n\$ *$/)
  expect(screen.text()).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/)
  await checkIsUsual(screen)
})

test('who has the terminal is told by the process group, whatever the program is called', () => {
  expect(hasTerminal('12 (a) b (c) S 1 12 12 34816 12 4194304 0')).toBe(true)
  expect(hasTerminal('12 (node) S 1 12 12 34816 99 4194304 0')).toBe(false)
})
