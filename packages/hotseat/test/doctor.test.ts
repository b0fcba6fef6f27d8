import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { project } from './project.ts'

/** Three starts, and the waits for quiet in each. */
const patience = 60_000

const manifest = { 'package.json': '{ "type": "module" }' }

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Starts `hotseat doctor` in a folder. @param temporary where it may have files of its own */
function start(root: string, args: readonly string[], temporary = tmpdir()) {
  const bin = join(import.meta.dirname, '../src/bin.ts')
  const env = { ...process.env, NODE_ENV: '', NO_COLOR: '1', SECRET: 'of-the-user', TMPDIR: temporary }
  const child = spawn(process.execPath, [bin, 'doctor', ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function doctor(root: string, ...args: readonly string[]): Promise<Ended> {
  const child = start(root, args)
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, out, err }
}

test(
  'an express application that is the same: its routes are asked, and the exit code is 0',
  { timeout: patience },
  async () => {
    const root = project({
      ...manifest,
      'src/main.ts': `
      import express, { Router } from 'express'
      const users = Router().get('/:id', (request, response) => void response.json({ id: request.params.id, at: Date.now() }))
      const app = express()
      app.get('/', (_, response) => void response.send('hello'))
      app.get('/fail', () => { throw new Error('as it does natively') })
      app.use('/api', Router().get('/', (_, response) => void response.send('api')).use('/users', users))
      const server = app.listen(0, '127.0.0.1', () => {
        // As socket.io does.
        server.off('request', app).on('request', (request, response) => app(request, response))
      })
    `,
    })
    symlinkSync(join(import.meta.dirname, '../node_modules'), join(root, 'node_modules'))
    const { code, out } = await doctor(root, '--compare', 'src/main.ts', '--path', '/missing')
    expect(out).toContain('running natively: node ')
    expect(out).toMatch(/first answer: .* natively, .* under Hotseat/)
    expect(out).toContain('same: 1 port, 4 routes, 5 answers')
    expect(out).toContain('differs natively from run to run: GET /api/users/1: body\n')
    expect(out).toContain('differs: nothing')
    expect(code).toBe(0)
  },
)

test(
  'a plain server with several ports: what it sets, warns of and opens is compared',
  { timeout: patience },
  async () => {
    const root = project({
      ...manifest,
      'main.js': `
      import { createServer } from 'node:http'
      import { createServer as createSocket } from 'node:net'
      process.env.OWN = 'set'
      process.emitWarning('of the application')
      process.on('unhandledRejection', () => undefined)
      void Promise.reject(new Error('left alone'))
      console.error('started at', new Date().toISOString())
      setInterval(() => undefined, 60_000)
      createServer((request, response) => response.end(request.url)).listen(0, '127.0.0.1')
      createSocket().listen(0, '127.0.0.1')
    `,
    })
    const { code, out } = await doctor(root, '--compare', 'main.js', '--json', '--path', '/a', '--path', '/b')
    expect(JSON.parse(out)).toEqual({
      same: {
        port: 2,
        route: 0,
        answer: 3,
        'environment variable': 1,
        warning: 1,
        'uncaught error': 1,
        'stderr line': 1,
        'open handle': 2,
        end: 0,
      },
      differences: [],
      volatile: [],
      firstAnswer: { native: expect.any(Number), hotseat: expect.any(Number) },
    })
    expect(code).toBe(0)
  },
)

test(
  'whatever differs is named, and the exit code is 1; values of the environment are not shown',
  { timeout: patience },
  async () => {
    const root = project({
      ...manifest,
      'main.js': `
      import { createServer } from 'node:http'
      // A process of Hotseat's has another command line.
      const isNative = process.argv.length === 2
      process.env.SECRET = isNative ? 'one-thing' : 'another'
      if (isNative) {
        process.env.ONLY = 'native'
        process.emitWarning('only natively', 'PlantedWarning')
        process.on('unhandledRejection', () => undefined)
        void Promise.reject(new Error('planted'))
        console.error('written natively 1')
        setInterval(() => undefined, 60_000)
      }
      const answers = {
        '/status': (response) => response.writeHead(isNative ? 200 : 201).end(),
        '/type': (response) => response.setHeader('content-type', isNative ? 'text/plain' : 'text/html').end('x'),
        '/header': (response) => response.setHeader('x-own', 1).removeHeader(isNative ? 'x-other' : 'x-own') ?? response.end(),
        '/body': (response) => response.end('the arguments are ' + process.argv.length),
        '/shape': (response) => response.end(JSON.stringify(isNative ? { at: process.hrtime()[1] } : { at: String(process.hrtime()[1]) })),
      }
      createServer((request, response) => (answers[request.url] ?? answers['/body'])(response)).listen(0, '127.0.0.1')
      if (isNative) createServer((_, response) => response.end()).listen(0, '127.0.0.1')
    `,
    })
    const paths = ['/status', '/type', '/header', '/body', '/shape'].flatMap((path) => ['--path', path])
    const { code, out } = await doctor(root, '--compare', 'main.js', ...paths)
    expect(code).toBe(1)
    for (const line of [
      'only natively: http 127.0.0.1:*, number 2',
      'only natively: ONLY (set)',
      'SECRET\n      natively: set\n      Hotseat:  set to another value',
      'only natively: PlantedWarning: only natively',
      'only natively: unhandledRejection: Error: planted',
      'only natively: written natively 1',
      'only natively: Timeout',
      'GET /status: status\n      natively: 200\n      Hotseat:  201',
      'GET /type: content type\n      natively: text/plain\n      Hotseat:  text/html',
      'GET /header: headers\n      natively: x-own\n',
      'GET /body: body\n      natively: the arguments are 2\n      Hotseat:  the arguments are 5',
      'GET /shape: shape of body\n      natively: {"at":"number"}\n      Hotseat:  {"at":"string"}',
    ])
      expect(out).toContain(line)
    expect(out).not.toContain('one-thing')
  },
)

test('an application that Hotseat cannot build: why, and that it runs natively', { timeout: patience }, async () => {
  const root = project({
    ...manifest,
    'main.js': `
      import { createServer } from 'node:http'
      if (process.argv.length > 2) throw new Error('planted')
      createServer((_, response) => response.end()).listen(0, '127.0.0.1')
    `,
  })
  const { code, err } = await doctor(root, '--compare', 'main.js')
  expect(err).toContain('(HOTSEAT_DOCTOR_HOTSEAT_FAILED)')
  expect(err).toMatch(/Natively the application listens, and under Hotseat it does not build\.[^]*Error: planted/)
  expect(code).toBe(1)
})

test('an application that does not start natively: what was run, and its last words', async () => {
  const root = project({ ...manifest, 'main.js': `throw new Error('planted')` })
  const { code, err } = await doctor(root, '--compare', 'main.js', '--native', 'node ./main.js')
  expect(err).toContain('(HOTSEAT_DOCTOR_NATIVE_FAILED)')
  expect(err).toMatch(/ended with exit code 1 \(`node \.\/main\.js`\)[^]*--native[^]*Error: planted/)
  expect(code).toBe(1)
})

test('without a way to run it natively, the message says to give one', async () => {
  const root = project({ ...manifest, 'main.tsx': `export {}` })
  const { code, err } = await doctor(root, '--compare', 'main.tsx')
  expect(err).toContain('(HOTSEAT_DOCTOR_NO_NATIVE)')
  expect(err).toContain('--native "<command>"')
  expect(code).toBe(1)
})

test.each(['SIGTERM', 'SIGKILL'] as const)('no process outlives a doctor that is ended by %s', async (signal) => {
  const root = project({
    ...manifest,
    // It never answers, so that the doctor waits; and does not want to end.
    'main.js': `
      import { writeFileSync } from 'node:fs'
      import { createServer } from 'node:http'
      process.on('SIGTERM', () => undefined)
      createServer(() => undefined).listen(0, '127.0.0.1', () => writeFileSync('pid', String(process.pid)))
    `,
  })
  const temporary = project()
  const child = start(root, ['--compare', 'main.js', '--native', 'node main.js & wait'], temporary)
  const pid = join(root, 'pid')
  await expect.poll(() => existsSync(pid) && readFileSync(pid, 'utf8'), { timeout: 10_000 }).toMatch(/\d/)
  child.kill(signal)
  await once(child, 'exit')
  await expect.poll(() => isAlive(Number(readFileSync(pid, 'utf8'))), { timeout: 10_000 }).toBe(false)
  expect(readdirSync(temporary)).toEqual([])
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
