import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { seen, serve } from './world/serving.ts'

/**
 * What real applications and their packages did under the capture at first, each as small as it can be: see the table
 * in docs/existing-applications.md.
 */

/** @param more what the application does beside serving */
const main = (word: string, more: string): string => `
  import { createServer } from 'node:http'
  import { tell } from './tell.ts'
  ${more}
  const server = createServer((request, response) => response.end('${word}'))
  server.listen(0, '127.0.0.1')
`

const packageOf = (name: string, text: string): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, main: 'index.js' }),
  [`node_modules/${name}/index.js`]: text,
})

test('a package that waits for the exit once, for all that it is given, is not told of the end of a generation', async () => {
  // As on-exit-leak-free does for pino: the first generation's end would close the transports of the second.
  const hook = `
    const all = []
    exports.register = (close) => {
      if (all.length === 0) process.once('beforeExit', () => all.splice(0).forEach((each) => each()))
      all.push(close)
    }`
  const application = (word: string): string =>
    main(word, `import { register } from 'exit-hook'; register(() => tell('${word} is closed'))`)
  const { save, told, text, disposed } = await serve(
    { ...packageOf('exit-hook', hook), 'src/main.ts': application('one') },
    { ownPackages: true },
  )
  const gone = disposed(1)
  await save({ 'src/main.ts': application('two') })
  await gone
  expect(await text()).toBe('two')
  expect(told).toEqual([])
})

test('an application hears on diagnostics channels of its own generation, and of none when it has gone', async () => {
  // As instrumentation of fastify does: it puts into every application that is made what may be put there once.
  const application = (word: string): string =>
    main(
      word,
      `import { channel, subscribe } from 'node:diagnostics_channel'
       subscribe('made-x', (message) => tell('${word} hears', message))
       channel('made-x').publish('of ${word}')`,
    )
  const { save, told, disposed } = await serve(application('one'))
  const gone = disposed(1)
  await save({ 'src/main.ts': application('two') })
  await gone
  await save({ 'src/main.ts': application('three') })
  expect(told).toEqual(['one hears of one', 'two hears of two', 'three hears of three'])
})

test('hooks of module.register() are there once for the process: nothing could take them back', async () => {
  // As OpenTelemetry's are: each further thread of hooks would ask the one before.
  const application = (word: string): string =>
    main(word, `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url)`)
  const { save, root, reloader } = await serve({
    'src/main.ts': application('one'),
    'src/hooks.mjs': `
      import { appendFileSync } from 'node:fs'
      export const initialize = () => appendFileSync(new URL('../begun', import.meta.url), 'begun ')`,
  })
  for (const word of ['two', 'three']) await save({ 'src/main.ts': application(word) })
  expect(reloader.failure).toBeUndefined()
  expect(readFileSync(join(root, 'begun'), 'utf8')).toBe('begun ')
})

test('hooks of module.registerHooks() go with their generation', async () => {
  const application = (word: string): string =>
    main(
      word,
      `import { createRequire, registerHooks } from 'node:module'
       registerHooks({ resolve: (specifier, context, next) => (specifier.startsWith('hooked') ? (tell('${word} resolves'), next('node:path', context)) : next(specifier, context)) })
       createRequire(import.meta.url)('hooked')`,
    )
  const { save, told, disposed } = await serve(application('one'))
  const gone = disposed(1)
  await save({ 'src/main.ts': application('two') })
  await gone
  told.length = 0
  await save({ 'src/main.ts': application('three').replace("'hooked'", "'hooked-too'") })
  expect(told).not.toContain('one resolves')
})

test('a shutdown that ends all connections ends none of those that the next generation is asked over', async () => {
  // As stoppable and @godaddy/terminus do.
  const application = (word: string): string =>
    main(
      word,
      `const open = new Set()
       process.on('SIGTERM', () => {
         for (const socket of open) socket.destroy()
         server.close(() => tell('${word}, open: ' + open.size))
       })
       queueMicrotask(() => server.on('connection', (socket) => {
         open.add(socket)
         socket.once('close', () => open.delete(socket))
       }))`,
    )
  const { captured, save, told, disposed } = await serve(application('one'))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const ports = new Set<number | undefined>()
  const ask = async (): Promise<string> =>
    await new Promise((resolve, reject) => {
      get(captured.addresses[0]?.url ?? '', { agent }, (response) => {
        ports.add(response.socket.localPort)
        let text = ''
        response.on('data', (part) => (text += String(part))).on('end', () => resolve(text))
      }).on('error', reject)
    })
  expect(await ask()).toBe('one')
  const gone = disposed(1)
  await save({ 'src/main.ts': application('two') })
  await gone
  expect(await ask()).toBe('two')
  expect(told).toEqual(['one, open: 0'])
  expect(ports.size).toBe(1)
})

test('what generations listen to on a connection that outlives them goes with them', async () => {
  const application = (word: string): string =>
    main(
      word,
      `queueMicrotask(() => server.on('connection', (socket) => {
         socket.once('close', () => tell('${word} closes'))
         socket.on('timeout', () => {})
       }))`,
    )
  const warnings: string[] = []
  const warn = ({ name }: Error): void => void warnings.push(name)
  process.on('warning', warn)
  onTestFinished(() => void process.off('warning', warn))
  const { captured, save, told, disposed } = await serve(application('0'))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = async (): Promise<void> => {
    const answer = Promise.withResolvers<unknown>()
    get(captured.addresses[0]?.url ?? '', { agent }, (response) => response.on('end', answer.resolve).resume())
    await answer.promise
  }
  await ask()
  // Node warns of the eleventh listener.
  for (let number = 1; number <= 12; number += 1) {
    const gone = disposed(number)
    await save({ 'src/main.ts': application(String(number)) })
    await gone
    await ask()
  }
  expect(warnings).toEqual([])
  agent.destroy()
  await expect.poll(() => told, seen).toEqual(['12 closes'])
})

test('a package that ends the process if nobody listens to errors knows that somebody does', async () => {
  // As source-map-support does, which stands in for process.emit().
  const served = await serve(main('one', `tell(process.listenerCount('uncaughtException') > 0)`))
  expect(served.told).toEqual(['true'])
})

test('an application finds its own server by a connection', async () => {
  const { text } = await serve(`
    import { createServer } from 'node:http'
    const server = createServer((request, response) => response.end(String(request.socket.server === server)))
    server.listen(0, '127.0.0.1')
  `)
  expect(await text()).toBe('true')
})

test('what comes of having been ended is no error of the application’s that anybody has to see', async () => {
  // As a logger's thread does that is ended: its stream says that it is gone.
  const application = (word: string): string =>
    main(
      word,
      `import { Worker } from 'node:worker_threads'
       const worker = new Worker('setInterval(() => {}, 1000)', { eval: true })
       worker.on('exit', () => { tell('${word}: exit'); throw new Error('the thread is gone') })`,
    )
  const { save, told, stray, disposed } = await serve(application('one'))
  const gone = disposed(1)
  await save({ 'src/main.ts': application('two') })
  await gone
  await expect.poll(() => told, seen).toContain('one: exit')
  expect(stray).toEqual([])
})

test('a build that fails leaves alone what packages have been given by the generation that serves', async () => {
  // As useContainer() of type-graphql and routing-controllers is: one for the process.
  const library = `let container; exports.useContainer = (given) => (container = given); exports.resolve = () => container()`
  const application = (word: string, more = ''): string => `
    import { createServer } from 'node:http'
    import { resolve, useContainer } from 'type-graphql'
    useContainer(() => '${word}')
    ${more}
    createServer((request, response) => response.end(resolve())).listen(0, '127.0.0.1')
  `
  const { save, text, reloader } = await serve(
    {
      ...packageOf('type-graphql', library),
      'package.json': JSON.stringify({ type: 'module', dependencies: { 'type-graphql': '*' } }),
      'src/main.ts': application('one'),
    },
    { ownPackages: true },
  )
  expect(await text()).toBe('one')
  await save({ 'src/main.ts': application('two', `throw new Error('broken')`) })
  expect(reloader.failure?.message).toContain('broken')
  expect(await text()).toBe('one')
})
