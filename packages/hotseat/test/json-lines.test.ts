import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { project, write } from './project.ts'
import { files } from './terminal/application.ts'

type Line = Readonly<Record<string, unknown>>

/** Runs `hotseat dev --json`, and keeps what a program would read. */
function start(changes: Readonly<Record<string, string>> = {}, port = '0') {
  const root = project({ ...files, ...changes })
  const bin = join(import.meta.dirname, '../src/bin.ts')
  const env = { ...process.env, NODE_ENV: '', PORT: port, FORCE_COLOR: '1' }
  const child = spawn(process.execPath, [bin, 'dev', '--json'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: Line[] = []
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  createInterface({ input: child.stdout }).on('line', (text) => lines.push(JSON.parse(text)))
  const event = async (name: string, count = 1): Promise<Line> => {
    await expect.poll(() => lines.filter((line) => line['event'] === name).length, { timeout: 10_000 }).toBe(count)
    return lines.findLast((line) => line['event'] === name) ?? expect.fail()
  }
  const ended = once(child, 'close')
  return { root, child, lines, event, ended, err: () => err }
}

test('each event is a line, and there is nothing else on stdout', async () => {
  const { root, child, lines, event, ended, err } = start()
  expect(await event('listening')).toMatchObject({
    v: 1,
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    urls: [expect.stringMatching(/^http:/)],
    entry: join(root, 'src/app.ts'),
    config: join(root, 'hotseat.config.mjs'),
    adapters: ['plain', 'none', 'chokidar'],
    freshness: 'serve',
  })
  expect(await event('swap')).toMatchObject({
    generation: 1,
    reason: 'start',
    modules: { instantiated: 2, carried: 0 },
  })

  write(root, { 'src/text.ts': `export const text: string = ` })
  expect(await event('build-failed')).toMatchObject({
    generation: 2,
    answeredBy: 1,
    error: {
      code: 'HOTSEAT_LOADER_SYNTAX',
      file: join(root, 'src/text.ts'),
      line: 1,
      column: expect.any(Number),
      frame: expect.stringContaining('export const text'),
      importers: [join(root, 'src/app.ts')],
    },
  })
  write(root, { 'src/text.ts': `export const text: string = 'two'` })
  expect(await event('swap', 2)).toMatchObject({ generation: 3, retired: 1, paths: [join(root, 'src/text.ts')] })
  await event('disposed')

  child.kill('SIGTERM')
  await ended
  expect(lines.at(-1)).toMatchObject({ event: 'stopped', duration: expect.any(Number) })
  expect([...new Set(lines.map((line) => line['event']))]).toEqual([
    'listening',
    'build-start',
    'build-phase',
    'swap',
    'change',
    'build-failed',
    'drained',
    'disposed',
    'stopped',
  ])
  expect(err()).toBe('')
  expect(child.exitCode).toBe(0)
})

test('what a handler throws, and what nothing catches, are events as well', async () => {
  const { event } = start({
    'src/app.ts': `
      setTimeout(() => { throw new Error('late', { cause: new Error('the reason') }) }, 50)
      export default () => () => { throw new Error('in a handler') }`,
  })
  const { urls } = await event('listening')
  expect(await event('stray-error')).toMatchObject({
    error: { code: 'HOTSEAT_UNCAUGHT_EXCEPTION', line: 2, causes: [{ name: 'Error', message: 'the reason' }] },
  })
  await (await fetch(String(Array.isArray(urls) ? urls[0] : ''))).text()
  expect(await event('request-failed')).toMatchObject({
    error: { message: expect.stringContaining('in a handler'), line: 3 },
  })
})

test('what keeps it from starting is the last event, and the code is 1', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void occupant.close())
  await once(occupant, 'listening')
  const address = occupant.address()
  const config = { 'hotseat.config.mjs': files['hotseat.config.mjs'].replace('port: 0,', '') }
  const { lines, child, ended, err } = start(config, typeof address === 'object' ? String(address?.port) : '')
  await ended
  expect(lines).toEqual([
    {
      v: 1,
      event: 'cannot-start',
      time: expect.any(String),
      error: expect.objectContaining({ code: 'HOTSEAT_PORT_IN_USE' }),
    },
  ])
  expect(err()).toBe('')
  expect(child.exitCode).toBe(1)
})
