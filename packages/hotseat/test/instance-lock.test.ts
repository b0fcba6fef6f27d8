import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { lockInstance } from '../src/instance-lock.ts'
import { project } from './project.ts'
import { thrownBy } from './thrown.ts'

const entryIn = (name = 'app.ts') => join(project({ [name]: '' }), name)

test('a second process is told the pid and the URL of the first', async () => {
  const entry = entryIn()
  await using lock = await lockInstance(entry)
  const early = await thrownBy(() => lockInstance(entry))
  expect(early).toMatchObject({ code: 'HOTSEAT_ALREADY_RUNNING' })
  expect(early.message).toContain(`process ${process.pid}, which is still starting`)

  lock.setUrl('http://127.0.0.1:5000')
  const late = await thrownBy(() => lockInstance(entry))
  expect(late.message).toContain(`process ${process.pid}, http://127.0.0.1:5000`)
})

test('two entries of one project are two applications', async () => {
  const root = project({ 'api.ts': '', 'admin.ts': '' })
  await using api = await lockInstance(join(root, 'api.ts'))
  await using admin = await lockInstance(join(root, 'admin.ts'))
  expect(api).not.toBe(admin)
})

test('once let go it can be had again', async () => {
  const entry = entryIn()
  const first = await lockInstance(entry)
  await first[Symbol.asyncDispose]()
  await using second = await lockInstance(entry)
  expect(second).toBeDefined()
})

test('nothing is left behind, neither by letting go nor by an exit', async () => {
  const entry = entryIn()
  const folder = project()
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  const lock = await lockInstance(entry)
  expect(readdirSync(folder)).toHaveLength(1)
  await lock[Symbol.asyncDispose]()
  expect(readdirSync(folder)).toEqual([])

  const holder = fork(join(import.meta.dirname, 'fixtures/hold-lock.ts'), [entry])
  await once(holder, 'message')
  expect(readdirSync(folder)).toHaveLength(1)
  holder.send('exit')
  await once(holder, 'exit')
  expect(readdirSync(folder)).toEqual([])
})

test('what a killed process leaves behind does not count', async () => {
  const entry = entryIn()
  const holder = fork(join(import.meta.dirname, 'fixtures/hold-lock.ts'), [entry])
  onTestFinished(() => void holder.kill('SIGKILL'))
  await once(holder, 'message')
  const held = await thrownBy(() => lockInstance(entry))
  expect(held.message).toContain(`process ${holder.pid}`)

  holder.kill('SIGKILL')
  await once(holder, 'exit')
  await using lock = await lockInstance(entry)
  expect(lock).toBeDefined()
})
