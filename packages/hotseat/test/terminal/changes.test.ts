import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { write } from '../project.ts'
import { files, serveOnScreen } from './application.ts'
import type { Screen } from './screen.ts'

const greeting = {
  'src/text.ts': `export const text: string = 'GREETING is ' + process.env['GREETING']`,
  '.env': 'GREETING=hello\nOTHER=1\n',
  'hotseat.config.mjs': files['hotseat.config.mjs'].replace('export default {', `export default { envFiles: ['.env'],`),
}

/** Which process it is. */
const processId = { 'src/text.ts': 'export const text: string = String(process.pid)' }

/** It has been started so many times. */
async function checkStarts(screen: Screen, times: number): Promise<void> {
  await screen.until(`start ${times}`, () => screen.text().match(/generation 1 in/g)?.length === times)
}

test('.env: read again, and what was built with it is built anew; what is gone from it goes', async () => {
  const { screen, root, get } = await serveOnScreen(greeting)
  expect(await get()).toBe('GREETING is hello')
  write(root, { '.env': 'GREETING=good evening\nOTHER=1\n' })
  await screen.shows('.env changed: GREETING (read again)')
  await screen.shows('.env changed → generation 2 in')
  expect(await get()).toBe('GREETING is good evening')
  // Values are nobody's business.
  expect(screen.text()).not.toContain('good evening')
  write(root, { '.env': 'OTHER=1\n' })
  await screen.shows('generation 3 in')
  expect(await get()).toBe('GREETING is undefined')
})

test('.env: what the environment had goes before it, and a save that changes nothing is nothing', async () => {
  const { screen, root, get } = await serveOnScreen(greeting, { env: { GREETING: 'from outside' } })
  expect(await get()).toBe('GREETING is from outside')
  write(root, { '.env': 'GREETING=other\nOTHER=1 # a comment\n' })
  write(root, { 'src/app.ts': `${files['src/app.ts']}\n// saved` })
  await screen.shows('generation 2 in')
  expect(screen.text()).not.toContain('read again')
  expect(await get()).toBe('GREETING is from outside')
})

test('.env: while paused it waits, as saves do', async () => {
  const { screen, root, get } = await serveOnScreen(greeting)
  screen.type('p')
  await screen.shows('paused')
  write(root, { '.env': 'GREETING=later\n' })
  await screen.shows('read again')
  expect(screen.text()).not.toContain('generation 2')
  screen.type('p')
  await screen.shows('generation 2 in')
  expect(await get()).toBe('GREETING is later')
})

test('.env: PORT is read once, so a new process listens on the new one', async () => {
  const { screen, root } = await serveOnScreen(
    { ...greeting, '.env': 'PORT=0\n', 'hotseat.config.mjs': greeting['hotseat.config.mjs'].replace('port: 0,', '') },
    { env: { PORT: undefined } },
  )
  write(root, { '.env': 'PORT=00\n' })
  await screen.shows('.env changed: Hotseat restarts, for PORT is read once')
  await checkStarts(screen, 2)
  expect(screen.text()).toContain('.env changed: PORT')
})

test('.env: what Node was told to read is read again as well', async () => {
  const { screen, root, get } = await serveOnScreen(
    { ...greeting, 'hotseat.config.mjs': files['hotseat.config.mjs'] },
    { nodeArgs: ['--env-file=.env'] },
  )
  expect(await get()).toBe('GREETING is hello')
  write(root, { '.env': 'GREETING=good evening\n' })
  await screen.shows('.env changed → generation 2 in')
  expect(await get()).toBe('GREETING is good evening')
  write(root, { 'hotseat.config.mjs': `${files['hotseat.config.mjs']}\n// saved`, '.env': 'GREETING=third\n' })
  await checkStarts(screen, 2)
  expect(await get()).toBe('GREETING is third')
})

test('tsconfig.json is a change like any other', async () => {
  const { screen, root } = await serveOnScreen({ 'tsconfig.json': '{ "compilerOptions": {} }' })
  write(root, { 'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }' })
  await screen.shows('tsconfig.json changed → generation 2 in')
  expect(screen.text()).toContain('(2 new, 0 carried)')
})

test('the config: a new process in the place of this one, in the same terminal, keys and all', async () => {
  const { screen, root, get } = await serveOnScreen(processId)
  const before = await get()
  expect(before).toBe(String(screen.pid))
  write(root, { 'hotseat.config.mjs': `${files['hotseat.config.mjs']}\n// saved` })
  await screen.shows('hotseat.config.mjs changed: Hotseat restarts, for its settings are read once')
  await checkStarts(screen, 2)
  // It has the same number, and so the same parent and terminal.
  expect(await get()).toBe(before)
  expect(screen.raw()).not.toContain('ExperimentalWarning')
  if (process.platform === 'linux') expect(childrenOf(screen.pid)).toBe('')
  screen.type('?')
  await screen.shows('quit in order')
  screen.type('q')
  await screen.shows('stopped in')
  expect(await screen.ended).toBe(0)
})

/** With those that have ended, and whose end nobody has asked for. */
function childrenOf(pid: number): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
}

test('a new process is where the command was called, wherever the application has gone', async () => {
  const text = { 'src/text.ts': `process.chdir('/'); export const text: string = process.argv.at(-1) ?? ''` }
  const { screen, root, get } = await serveOnScreen(text, { args: ['src/app.ts'] })
  write(root, { 'hotseat.config.mjs': `${files['hotseat.config.mjs']}\n// saved` })
  await checkStarts(screen, 2)
  expect(await get()).toBe('src/app.ts')
})

test('a config that is broken after the edit is told, and everything goes on; the next good one is taken', async () => {
  const { screen, root, get } = await serveOnScreen()
  write(root, { 'hotseat.config.mjs': 'export default {\n  port: ,\n}\n' })
  await screen.shows('hotseat.config.mjs changed → it cannot be used (HOTSEAT_CONFIG_BROKEN)')
  await screen.shows('everything goes on as before')
  expect(screen.text()).toContain('hotseat.config.mjs:2:9')
  expect(await get()).toBe('one')
  write(root, { 'src/text.ts': `export const text: string = 'two'` })
  await screen.shows('generation 2 in')
  write(root, { 'hotseat.config.mjs': `${files['hotseat.config.mjs']}\n// mended` })
  await screen.shows('Hotseat restarts')
  await checkStarts(screen, 2)
  expect(await get()).toBe('two')
})

test('package.json: one that cannot be read is told; what is installed restarts it', async () => {
  const { screen, root } = await serveOnScreen()
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  write(root, { 'package.json': '{ "type": "module", ' })
  await screen.shows('package.json changed → it cannot be used (HOTSEAT_BAD_PACKAGE_JSON)')
  write(root, { 'package.json': JSON.stringify({ ...manifest, dependencies: { zod: '4' } }) })
  await screen.shows('package.json changed: Hotseat restarts, for installed packages load once')
  await checkStarts(screen, 2)
})

test('a lockfile, and one that comes into being, restart it as well', async () => {
  const { screen, root } = await serveOnScreen()
  write(root, { 'pnpm-lock.yaml': 'lockfileVersion: 9.0' })
  await screen.shows('pnpm-lock.yaml changed: Hotseat restarts')
  await checkStarts(screen, 2)
  write(root, { 'pnpm-lock.yaml': 'lockfileVersion: 9.1' })
  await checkStarts(screen, 3)
})

test('variables of a file are not handed to the next process, which reads them itself', async () => {
  const { screen, root, get } = await serveOnScreen(greeting)
  write(root, {
    '.env': 'GREETING=new\n',
    'hotseat.config.mjs': `${greeting['hotseat.config.mjs']}\n// saved`,
  })
  await checkStarts(screen, 2)
  expect(await get()).toBe('GREETING is new')
})

test('q while settings are tried ends it, and the trial with it', async () => {
  const { screen, root } = await serveOnScreen()
  write(root, {
    'hotseat.config.mjs': `
      import { writeFileSync } from 'node:fs'
      writeFileSync('tried', String(process.pid))
      await new Promise((resolve) => setTimeout(resolve, 60_000))`,
  })
  const tried = join(root, 'tried')
  await expect.poll(() => existsSync(tried) && readFileSync(tried, 'utf8'), { timeout: 10_000 }).toMatch(/\d/)
  screen.type('q')
  expect(await screen.ended).toBe(0)
  expect(screen.text()).not.toMatch(/left open|it cannot be used/)
  await expect.poll(() => isAlive(Number(readFileSync(tried, 'utf8')))).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('Ctrl-C while it restarts ends it', async () => {
  const { screen, root, get } = await serveOnScreen()
  const slow = get('/slow').catch(() => 'cut off')
  await screen.insist('l', /GET \/slow/)
  write(root, { 'hotseat.config.mjs': `${files['hotseat.config.mjs']}\n// saved` })
  await screen.shows('Hotseat restarts')
  screen.type('\u0003')
  await screen.shows('finishing what is in flight')
  screen.type('\u0003')
  expect(await screen.ended).toBe(130)
  expect(await slow).toBe('cut off')
})
