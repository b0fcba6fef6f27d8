import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { copyOfHello, serve } from './running.ts'

/** One GET on the agent's one connection. */
async function request(
  url: string,
  agent: Agent,
): Promise<{ body: string; port: number | undefined; response: IncomingMessage }> {
  const arrived = Promise.withResolvers<IncomingMessage>()
  const sent = get(url, { agent }, arrived.resolve).on('error', arrived.reject)
  const response = await arrived.promise
  return { body: await text(response), port: sent.socket?.localPort, response }
}

test('edit GREETING: the next request sees it, same process, same server object, same keep-alive connection', async () => {
  const copy = copyOfHello()
  // Each server object that ever answers gets a number of its own.
  copy.edit(
    'src/app.ts',
    '  const app = express()\n',
    `  const app = express()
  app.use((request, response, next) => {
    const server: object = Reflect.get(request.socket, 'server')
    const seen: object[] = (Reflect.get(globalThis, 'seen') ?? []) 
    if (!seen.includes(server)) seen.push(server)
    Reflect.set(globalThis, 'seen', seen)
    response.set({ pid: String(process.pid), server: String(seen.indexOf(server)) })
    next()
  })\n`,
  )
  const hello = await serve(copy)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())

  const before = await request(hello.url, agent)
  expect(before.body).toBe('Hello, Version 1!')

  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await hello.seated(2)
  const after = await request(hello.url, agent)
  expect(after.body).toBe('Hello, Version 2!')
  expect(after.port).toBe(before.port)
  expect(after.response.headers).toMatchObject({ pid: String(hello.pid), server: '0' })
  expect(before.response.headers).toMatchObject({ pid: String(hello.pid), server: '0' })
  // The new service is there before the old one goes.
  await hello.printed(/created: Hello, Version 2![\s\S]*disposed: Hello, Version 1!/)
  expect(hello.output()).toMatch(
    /\d\d:\d\d:\d\d src\/greeter\.ts changed → generation \d+ in \d+ ms \(\d+ new, \d+ carried\)/,
  )
})

test('edit a submodule two levels below the entry', async () => {
  const copy = copyOfHello()
  mkdirSync(join(copy.root, 'src/words'))
  copy.write('src/words/word.ts', `export const word = 'Hello'\n`)
  copy.edit(
    'src/greeter.ts',
    `export const GREETING = 'Hello, Version 1!'`,
    `import { word } from './words/word.ts'\nexport const GREETING = \`\${word}, Version 1!\``,
  )
  const hello = await serve(copy)
  expect(await hello.text()).toBe('Hello, Version 1!')
  hello.write('src/words/word.ts', `export const word = 'Servus'\n`)
  await hello.seated(2)
  expect(await hello.text()).toBe('Servus, Version 1!')
})

test('add a route', async () => {
  const hello = await serve()
  expect(await (await fetch(`${hello.url}/bye`)).text()).toContain('Cannot GET /bye')
  hello.edit(
    'src/app.ts',
    '  return app',
    `  app.get('/bye', (_request, response) => void response.send('Bye!'))\n  return app`,
  )
  await hello.seated(2)
  expect(await hello.text('/bye')).toBe('Bye!')
  expect(await hello.text()).toBe('Hello, Version 1!')
})

test('delete a file and its import', async () => {
  const copy = copyOfHello()
  copy.write('src/extra.ts', `export const extra = ' Extra!'\n`)
  copy.edit(
    'src/greeter.ts',
    `export const GREETING = 'Hello, Version 1!'`,
    `import { extra } from './extra.ts'\nexport const GREETING = 'Hello!' + extra`,
  )
  const hello = await serve(copy)
  expect(await hello.text()).toBe('Hello! Extra!')
  rmSync(join(hello.root, 'src/extra.ts'))
  hello.edit(
    'src/greeter.ts',
    `import { extra } from './extra.ts'\nexport const GREETING = 'Hello!' + extra`,
    `export const GREETING = 'Hello!'`,
  )
  await expect.poll(() => hello.text()).toBe('Hello!')
})

test('rename a directory, and then edit in it', async () => {
  const copy = copyOfHello()
  mkdirSync(join(copy.root, 'src/words'))
  copy.write('src/words/word.ts', `export const word = 'Hello'\n`)
  copy.edit(
    'src/greeter.ts',
    `export const GREETING = 'Hello, Version 1!'`,
    `import { word } from './words/word.ts'\nexport const GREETING = \`\${word}, Version 1!\``,
  )
  const hello = await serve(copy)
  expect(await hello.text()).toBe('Hello, Version 1!')

  renameSync(join(hello.root, 'src/words'), join(hello.root, 'src/terms'))
  hello.edit('src/greeter.ts', './words/', './terms/')
  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await expect.poll(() => hello.text()).toBe('Hello, Version 2!')
  hello.write('src/terms/word.ts', `export const word = 'Servus'\n`)
  await expect.poll(() => hello.text()).toBe('Servus, Version 2!')
})

test('what is saved without a change is no reload, and a file that nobody imports is none', async () => {
  const hello = await serve()
  expect(await hello.text()).toBe('Hello, Version 1!')
  hello.edit('src/greeter.ts', 'Version 1', 'Version 1')
  hello.write('src/notes.ts', 'export {}\n')
  hello.write('README.md', '# Hello\n')
  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await hello.seated(2)
  expect(await hello.text()).toBe('Hello, Version 2!')
  expect(hello.output().match(/generation \d+ in /g)).toHaveLength(2)
})

test.each([
  ['serve', 'Hello, Version 1!'],
  ['hold', 'Hello, Version 2!'],
])('--freshness %s: a request in the middle of a build is answered with %j', async (freshness, answer) => {
  const copy = copyOfHello()
  copy.edit(
    'src/app.ts',
    'export function configure(container: DependencyContainer): void {',
    `export async function configure(container: DependencyContainer): Promise<void> {
  console.log('building')
  await new Promise((resolve) => setTimeout(resolve, 300))`,
  )
  const hello = await serve(copy, ['--freshness', freshness])
  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await hello.printed(/building/, 2)
  expect(await hello.text()).toBe(answer)
  await hello.seated(2)
  expect(await hello.text()).toBe('Hello, Version 2!')
})
