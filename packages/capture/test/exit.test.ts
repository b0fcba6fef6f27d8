import { expect, test } from 'vitest'
import { seen, serve } from './world/serving.ts'

const serving = (word: string): string => `
  import { createServer } from 'node:http'
  createServer((request, response) => response.end('${word}')).listen(0, '127.0.0.1')
`

/** Ways to end a process before it listens; the call is on line 4. */
const endings: Readonly<Record<string, string>> = {
  'as it loads': `
  import { tell } from './tell.ts'

  process.exit(1)
  tell('after the end')`,
  'by a named import': `
  import { exit } from 'node:process'
  import { tell } from './tell.ts'
  exit(1)
  tell('after the end')`,
  'where everything is caught': `
  import { tell } from './tell.ts'
  try { tell('before')
  process.exit(1) } catch {}`,
  'in a callback of a timer': `
  import { tell } from './tell.ts'
  setTimeout(() => {
  process.exit(1); tell('after the end') }, 1)`,
  'where an asynchronous start has failed': `
  import { setTimeout } from 'node:timers/promises'
  async function main() { await setTimeout(1); throw new Error('no database') }
  main().catch((error) => { console.assert(error); process.exit(1) })`,
}

test.each(Object.keys(endings))(
  'V21 process.exit() %s fails the build, with its place, and ends no process',
  async (how) => {
    const { root, reloader, save, text, told } = await serve(serving('one'))
    await save({ 'src/main.ts': endings[how] ?? '' })
    expect(reloader.failure).toMatchObject({
      code: 'HOTSEAT_APPLICATION_EXITED',
      message: expect.stringContaining('process.exit(1)'),
      location: { file: `${root}/src/main.ts`, line: 4 },
    })
    expect(told).not.toContain('after the end')
    expect(await text()).toBe('one')
    await save({ 'src/main.ts': serving('two') })
    expect(await text()).toBe('two')
  },
)

test.each([
  ['process.abort()', 'process.abort()'],
  ['process.kill(process.pid)', `process.kill(process.pid, 'SIGTERM')`],
  [`process.kill(process.pid, 'SIGUSR2')`, `process.kill(process.pid, 'SIGUSR2')`],
  ['process.exit()', 'process.exit()'],
])('V21 %s fails the build as well', async (call, shown) => {
  const { reloader, save, text } = await serve(serving('one'))
  await save({ 'src/main.ts': call })
  expect(reloader.failure).toMatchObject({
    code: 'HOTSEAT_APPLICATION_EXITED',
    message: expect.stringContaining(shown),
  })
  expect(await text()).toBe('one')
})

test('V21 whether its process lives, an application may ask', async () => {
  const { text } = await serve(`${serving('alive')}process.kill(process.pid, 0)`)
  expect(await text()).toBe('alive')
})

test('V21 an application that ends itself while it serves is told of, and serves on', async () => {
  const { errors, text, root, stray } = await serve(`
    import { createServer } from 'node:http'
    createServer((request, response) => {
      if (request.url === '/later') setTimeout(() => process.exit(3), 1)
      if (request.url === '/exit') process.exit(2)
      response.end('hello')
    }).listen(0, '127.0.0.1')
  `)
  await text('/exit')
  expect(errors[0]).toMatchObject({
    code: 'HOTSEAT_APPLICATION_EXITED',
    message: expect.stringContaining('process.exit(2)'),
  })
  expect(errors[0]?.stack).toContain(`${root}/src/main.ts`)
  errors.length = 0
  expect(await text('/later')).toBe('hello')
  await expect
    .poll(() => errors.map(({ message }) => message), seen)
    .toEqual([expect.stringContaining('process.exit(3)')])
  expect(await text()).toBe('hello')
  expect(stray).toEqual([])
})
