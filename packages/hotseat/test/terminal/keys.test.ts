import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { write } from '../project.ts'
import { serveOnScreen } from './application.ts'

const two = { 'src/text.ts': `export const text: string = 'two'` }

test('a line below the banner says how to find the keys, and ? lists them', async () => {
  const { screen } = await serveOnScreen()
  expect(screen.text()).toMatch(/serves http:\S+\n {2}src\/app\.ts with .*\n {2}press \? for the keys\n/)
  screen.type('?')
  await screen.shows(/ {2}r {2}reload[^]* {2}i {2}open the inspector[^]* {2}q {2}quit/)
})

test('without devtools there is no key for the inspector', async () => {
  const { screen } = await serveOnScreen({}, { args: ['--no-devtools'] })
  screen.type('?')
  await screen.shows(/ {2}r {2}reload[^]* {2}q {2}quit/)
  expect(screen.text()).not.toMatch(/^ {2}i /m)
})

test('r builds everything anew', async () => {
  const { screen } = await serveOnScreen()
  screen.type('r')
  await screen.shows('reload → generation 2 in')
  expect(screen.text()).toMatch(/generation 2 in \d+ ms \(2 new, 0 carried\)/)
})

test('b goes back to the code of before, until the next save; where there is none it says so', async () => {
  const { screen, root, get } = await serveOnScreen()
  screen.type('b')
  await screen.shows('There is no earlier code to go back to')
  write(root, two)
  await screen.shows('generation 2 in')
  expect(await get()).toBe('two')
  screen.type('b')
  await screen.shows('back to earlier code, until the next save → generation 3 in')
  expect(await get()).toBe('one')
  write(root, { 'src/text.ts': `export const text: string = 'three'` })
  await screen.shows('generation 4 in')
  expect(await get()).toBe('three')
})

test('p has saves wait, and goes on', async () => {
  const { screen, root, get } = await serveOnScreen()
  screen.type('p')
  await screen.shows('paused: saves wait (press p to go on)')
  write(root, two)
  screen.type('l')
  await screen.shows('generation 1 live')
  expect(await get()).toBe('one')
  screen.type('p')
  await screen.shows('src/text.ts changed → generation 2 in')
  // In this order: without the pause the save would have been built before.
  expect(screen.text()).toMatch(/paused[^]*goes on[^]*changed → generation 2 in/)
  expect(await get()).toBe('two')
})

test('l lists the requests in flight, and what still drains', async () => {
  const { screen, root, get } = await serveOnScreen()
  screen.type('l')
  await screen.shows(/generation 1 live for .*, no request in flight/)
  const slow = get('/slow').catch(() => 'cut off')
  await screen.insist('l', /generation 1 live for .*, 1 request\n {4}GET \/slow \d+ ms/)
  write(root, two)
  await screen.shows('generation 2 in')
  screen.type('l')
  await screen.shows(/generation 2 live for .*\n {2}generation 1 draining for .*, 1 request\n {4}GET \/slow/)
  screen.type('q')
  await screen.shows('finishing what is in flight')
  screen.type('q')
  expect(await slow).toBe('cut off')
  expect(await screen.ended).toBe(130)
})

test('o opens the application in the browser that BROWSER names', async () => {
  const { screen, root } = await serveOnScreen(
    { browser: '#!/bin/sh\necho "$@" > opened.part && mv opened.part opened' },
    { env: { BROWSER: './browser' } },
  )
  chmodSync(join(root, 'browser'), 0o755)
  screen.type('o')
  await expect.poll(() => existsSync(join(root, 'opened')), { timeout: 10_000 }).toBe(true)
  const url = readFileSync(join(root, 'opened'), 'utf8')
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/)
  expect(screen.text()).toContain(`opening ${url.trim()}`)
})

test.each([
  ['none', 'BROWSER is "none"'],
  ['./not-there', 'none could be started'],
])('o says so where no browser can be opened: %s', async (browser, words) => {
  const { screen } = await serveOnScreen({}, { env: { BROWSER: browser } })
  screen.type('o')
  await screen.shows(words)
  expect(screen.text()).toContain('(HOTSEAT_NO_BROWSER)')
})

test('keys without a meaning, arrows and what is pasted do nothing', async () => {
  const { screen } = await serveOnScreen()
  const before = screen.text()
  screen.type('xX1\r\t\u001B[A\u001B[200~qqq\u001B[201~')
  screen.type('?')
  await screen.shows('quit in order')
  expect(screen.text().startsWith(before)).toBe(true)
  expect(screen.text().slice(before.length)).not.toMatch(/[xX1]\r|generation 2|stopped/)
})

test('q quits in order, with 0', async () => {
  const { screen } = await serveOnScreen()
  screen.type('q')
  await screen.shows(/stopped in \d+ ms/)
  expect(await screen.ended).toBe(0)
})

test('Ctrl-C stops in order; twice, while a request is in flight, it exits at once with 130', async () => {
  const first = await serveOnScreen()
  first.screen.type('\u0003')
  await first.screen.shows('stopped in')
  expect(await first.screen.ended).toBe(0)

  const { screen, get } = await serveOnScreen()
  const slow = get('/slow').catch(() => 'cut off')
  await screen.insist('l', /GET \/slow/)
  screen.type('\u0003')
  await screen.shows('finishing what is in flight (press Ctrl-C again to exit at once)')
  screen.type('\u0003')
  expect(await screen.ended).toBe(130)
  expect(await slow).toBe('cut off')
})

test('in CI keys do nothing, and the terminal keeps its usual mode', async () => {
  const { screen } = await serveOnScreen({}, { env: { CI: 'true' } })
  screen.type('q')
  // The terminal shows what is typed, as it does by itself.
  await screen.shows(/^q/m)
  expect(screen.text()).not.toContain('press ?')
  screen.type('\u0003')
  expect(await screen.ended).toBe(0)
})

/** An application that reads lines itself, until it gets one. */
const asking = {
  'src/app.ts': `
    import { createInterface } from 'node:readline/promises'
    const asking = createInterface({ input: process.stdin, output: process.stdout })
    void asking.question('name? ').then((name) => {
      console.log('hello, ' + name)
      asking.close()
    })
    export default () => (_: unknown, response: { end(): void }) => response.end()`,
}

test('an application that reads the keyboard has it, until it leaves off', async () => {
  const { screen } = await serveOnScreen(asking)
  await screen.shows('the application reads the keyboard')
  screen.type('quick\r')
  await screen.shows('hello, quick')
  await screen.insist('?', /quit in order/)
  expect(screen.text()).toContain('the keys are back')
  screen.type('q')
  expect(await screen.ended).toBe(0)
})
