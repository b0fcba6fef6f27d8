import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import { keyActions } from '../src/cli/key-actions.ts'
import { pressesOf } from '../src/keyboard/keys.ts'
import { project } from './project.ts'

const style = { colors: picocolors.createColors(false), cwd: '/', links: false, now: new Date() }

/** Keys that work on nothing but an inspector. */
function keysWith(inspectorUrl: string | undefined, browser: string) {
  const said: string[] = []
  const reloader = {
    isPaused: false,
    pause: () => undefined,
    resume: () => undefined,
    reload: async () => undefined,
    back: async () => undefined,
    generations: () => [],
  }
  const act = keyActions({
    reloader,
    browser,
    terminal: { say: (text) => void said.push(text(style)) },
    report: ({ event }) => void said.push(event),
    url: () => undefined,
    inspectorUrl: () => inspectorUrl,
    quit: () => undefined,
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
