import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import { keyActions } from '../src/cli/key-actions.ts'
import { keys, pressesOf } from '../src/keyboard/keys.ts'
import { project } from './project.ts'

const style = { colors: picocolors.createColors(false), cwd: '/', links: false, now: new Date() }

/** Keys that work on nothing but an inspector. */
function keysWith(inspectorUrl: string | undefined, browser: string, isStopping = false) {
  const said: string[] = []
  const reloader = {
    isPaused: false,
    pause: () => void said.push('pause'),
    resume: () => undefined,
    reload: async () => void said.push('reload'),
    back: async () => void said.push('back'),
    generations: () => [],
  }
  const act = keyActions({
    reloader,
    browser,
    terminal: { say: (text) => void said.push(text(style)) },
    report: ({ event }) => void said.push(event),
    url: () => undefined,
    inspectorUrl: () => inspectorUrl,
    isStopping: () => isStopping,
    quit: () => void said.push('quit'),
  })
  return { act, said }
}

test('i opens the inspector, and help tells of it only where there is one', async () => {
  const root = project({ browser: '#!/bin/sh\necho "$@" > "$0".part && mv "$0".part "$0".opened' })
  const browser = join(root, 'browser')
  chmodSync(browser, 0o755)
  const { act, said } = keysWith('http://127.0.0.1:1/inspector', browser)
  act('inspect')
  await expect.poll(() => existsSync(`${browser}.opened`), { timeout: 5_000 }).toBe(true)
  expect(readFileSync(`${browser}.opened`, 'utf8')).toBe('http://127.0.0.1:1/inspector\n')
  act('help')
  expect(said.join('\n')).toContain('  i  open the inspector')

  const without = keysWith(undefined, browser)
  without.act('inspect')
  without.act('open')
  without.act('help')
  expect(without.said).toHaveLength(1)
  expect(without.said[0]).not.toContain('inspector')
})

test('what is typed ahead for the shell while it ends opens and starts nothing; looking, and ending it at once, go on', () => {
  const { act, said } = keysWith('http://127.0.0.1:1/inspector', 'none', true)
  for (const { action } of keys) act(action)
  expect(said.at(-1)).toBe('quit')
  expect(said.filter((each) => /opening|^reload$|^back$|^pause$/.test(each))).toEqual([])
  expect(said).toHaveLength(3)
  const serving = keysWith('http://127.0.0.1:1/inspector', 'none')
  for (const { action } of keys) serving.act(action)
  expect(serving.said).toEqual(expect.arrayContaining(['reload', 'back', 'pause', 'quit']))
})

test.each([
  ['r', ['reload']],
  ['b', ['back']],
  ['p', ['pause']],
  ['rr', ['reload', 'reload']],
  ['\u0003', ['interrupt']],
  ['\u001A', ['suspend']],
  ['R\r\n é', []],
  ['\u001B[A', []],
  ['\u001Bq', []],
  ['\u001BOq', []],
  ['x\u001B[A\u001B[1;5Dr', ['reload']],
  ['\u001B[200~quick brown\u001B[201~?', ['help']],
  ['\u001B[200~quick', []],
])('%j means %j', (chunk, presses) => {
  expect(pressesOf(chunk)).toEqual(presses)
})
