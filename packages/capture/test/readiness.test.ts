import { expect, test } from 'vitest'
import { seen, serve, start } from './world/serving.ts'

const serving = (word: string): string => `
  import { createServer } from 'node:http'
  createServer((request, response) => response.end('${word}')).listen(0, '127.0.0.1')
`

/** It has a database to wait for: `wait` is what it does before it listens. */
const waiting = (wait: string): string => `
  import { createServer } from 'node:http'
  import { setTimeout } from 'node:timers/promises'
  import { sign, tell } from './tell.ts'
  async function main() {
    tell('waits')
    ${wait}
    createServer((request, response) => response.end('waited')).listen(0, '127.0.0.1', () => tell('listens'))
  }
  void main()
`

test('V21 a generation is ready when it listens, and the last one answers until then', async () => {
  const { save, text, told, giveSign } = await serve(serving('one'))
  const saved = save({ 'src/main.ts': waiting('await sign()') })
  await expect.poll(() => told, seen).toEqual(['waits'])
  expect(await text()).toBe('one')
  expect(told).toEqual(['waits'])
  giveSign()
  await saved
  expect(told).toEqual(['waits', 'listens'])
  expect(await text()).toBe('waited')
})

test('V21 it is not ready before all of the servers listen that it has told to', async () => {
  const { captured, reloader } = await start(`
    import { createServer } from 'node:http'
    for (const host of ['127.0.0.1', 'localhost']) {
      createServer((request, response) => response.end(host)).listen(0, host)
    }
  `)
  expect(reloader.failure).toBeUndefined()
  expect(captured.addresses.map(({ host }) => host)).toEqual(['127.0.0.1', 'localhost'])
})

test('V21 an entry that never listens fails its build in time, and the last one answers', async () => {
  const { reloader, save, text } = await serve(serving('one'), { buildTimeout: 200 })
  for (const wait of ['return', 'await new Promise(() => {})']) {
    await save({ 'src/main.ts': waiting(wait) })
    expect(reloader.failure).toMatchObject({
      code: 'HOTSEAT_BUILD_TIMEOUT',
      message: expect.stringContaining('listen'),
    })
    expect(await text()).toBe('one')
  }
  await save({ 'src/main.ts': serving('two') })
  expect(await text()).toBe('two')
})

test('V21 an entry that fails before it listens fails its build, with the place', async () => {
  const { root, reloader, save, text } = await serve(serving('one'))
  const file = `${root}/src/main.ts`
  await save({ 'src/main.ts': `${serving('two')}throw new Error('while it loads')` })
  expect(reloader.failure).toMatchObject({ code: 'HOTSEAT_LOAD_FAILED', location: { file, line: 4 } })
  expect(await text()).toBe('one')
  await save({ 'src/main.ts': waiting(`await setTimeout(1); throw new Error('later')`) })
  expect(reloader.failure).toMatchObject({
    code: 'HOTSEAT_APPLICATION_FAILED',
    message: expect.stringContaining('Error: later'),
    location: { file, line: 7 },
  })
  expect(await text()).toBe('one')
})

test('V21 what listens but exports its server, or its application, runs as it stands', async () => {
  for (const exported of ['server', '{ server }', 'undefined', 'Object.assign(() => {}, server, { listen() {} })']) {
    const { text } = await serve(`
      import { createServer } from 'node:http'
      const server = createServer((request, response) => response.end('hello'))
      setTimeout(() => server.listen(0, '127.0.0.1'))
      export default ${exported}
    `)
    expect(await text()).toBe('hello')
  }
})

test('V21 every generation is built anew: a module that others fill has all of them, once', async () => {
  const route = (word: string): string => `import { routes } from './routes.ts'; routes.push('${word}')`
  const files = {
    'src/routes.ts': 'export const routes: string[] = []',
    'src/a.ts': route('a'),
    'src/b.ts': route('b'),
    'src/main.ts': `
      import { createServer } from 'node:http'
      import './a.ts'
      import './b.ts'
      import { routes } from './routes.ts'
      createServer((request, response) => response.end(routes.join())).listen(0, '127.0.0.1')
    `,
  }
  const { save, text } = await serve(files)
  expect(await text()).toBe('a,b')
  await save({ 'src/b.ts': route('changed') })
  expect(await text()).toBe('a,changed')
  await save({ 'src/a.ts': route('too') })
  expect(await text()).toBe('too,changed')
})

test('an entry that exports createApp is left to the server binding, in the context of its generation', async () => {
  const { reloader } = await start(`export default () => 'an application'`, {
    server: {
      name: 'plain',
      mount: (app) => Promise.resolve({ handle: () => app }),
    },
  })
  expect(reloader.failure).toBeUndefined()
  using lease = reloader.acquire()
  expect(lease.mounted).toEqual({ handle: expect.any(Function) })
})

test('an application that has come to its end, and does not listen, is told so long before the build is out of time', async () => {
  const started = await start(`import { tell } from './tell.ts'; tell('done')`)
  expect(started.reloader.failure).toMatchObject({
    code: 'HOTSEAT_NEVER_LISTENS',
    message: expect.stringContaining('export default function createApp(container)'),
  })
})

test('one that has something under way may take its time', async () => {
  const { text } = await serve(`
    import { createServer } from 'node:http'
    setTimeout(() => createServer((request, response) => response.end('late')).listen(0, '127.0.0.1'), 2_500)
  `)
  expect(await text()).toBe('late')
})
