import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { project } from './project.ts'

const script = join(import.meta.dirname, 'fixtures/replace.ts')

function start(means: 'exec' | 'spawn', env: Readonly<Record<string, string>> = {}) {
  const file = join(project(), 'starts')
  const child = spawn(process.execPath, ['--no-warnings', script, file, means], {
    env: { ...process.env, TIMES: '1', LEFT_OUT: 'not left out', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const starts = (): string[][] =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
  return { child, starts }
}

test.runIf(process.platform !== 'win32')('the same process goes on with the new program', async () => {
  const { child, starts } = start('exec')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  expect(starts()).toEqual(['1', '2', '3'].map((times) => [String(child.pid), times, 'hidden']))
  expect(out).toBe('left out --no-warnings\n')
  expect(err).toBe('')
  expect(child.exitCode).toBe(7)
})

test('where that cannot be, the first one waits, and passes on how the last one ends', async () => {
  const { child, starts } = start('spawn')
  const [out] = await Promise.all([text(child.stdout), once(child, 'close')])
  const pids = starts().map(([pid]) => pid)
  expect(new Set(pids).size).toBe(3)
  // However often it is replaced, there are two of them: the application never sees that.
  expect(starts().map(([, , hidden]) => hidden)).toEqual(['hidden', 'hidden', 'hidden'])
  expect(out).toBe('left out --no-warnings\n')
  expect(child.exitCode).toBe(7)
})

test('signals reach the one that is waited for', async () => {
  const { child } = start('spawn', { WAIT: '1' })
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  await once(child, 'close')
  expect(child.signalCode).toBe('SIGTERM')
})
