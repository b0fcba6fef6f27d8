import { expect, test } from 'vitest'
import { seen, serve } from './world/serving.ts'

const serving = (word: string, more = ''): string => `
  import { createServer } from 'node:http'
  import { sign, tell } from './tell.ts'
  createServer((request, response) => response.end('${word}')).listen(0, '127.0.0.1')
  ${more}
`

/** Errors that nothing catches, thrown before the application listens, on line 4. */
const strays: Readonly<Record<string, string>> = {
  'in a timer': `
  setTimeout(() => {
  //
  throw new Error('stray') }, 1)`,
  'in a tick': `
  process.nextTick(() => {
  //
  throw new Error('stray') })`,
  'in a promise': `
  import { setTimeout } from 'node:timers/promises'
  async function main() { await setTimeout(1)
  throw new Error('stray') }
  void main()`,
  'at once in a promise': `
  void (async () => {
  //
  throw new Error('stray') })()`,
  'by an emitter': `
  import { EventEmitter } from 'node:events'
  const emitter = new EventEmitter()
  setImmediate(() => emitter.emit('error', new Error('stray')))`,
  'by a connection': `
  import { connect } from 'node:net'
  // No such path.
  connect('/nowhere/stray')`,
}

test.each(Object.keys(strays))('V21 an error that nothing catches %s fails the build', async (where) => {
  const { root, reloader, save, text, stray } = await serve(serving('one'))
  await save({ 'src/main.ts': strays[where] ?? '' })
  expect(reloader.failure).toMatchObject({
    code: 'HOTSEAT_APPLICATION_FAILED',
    message: expect.stringContaining('stray'),
    ...(where !== 'by a connection' && { location: { file: `${root}/src/main.ts`, line: 4 } }),
  })
  expect(await text()).toBe('one')
  expect(stray).toEqual([])
})

test('V21 an error that nothing catches of an application that serves is its own affair if it listens to them', async () => {
  const { text, told, stray } = await serve(`
    import { createServer } from 'node:http'
    import { tell } from './tell.ts'
    process.on('uncaughtException', (error, origin) => tell('one', error.message, origin))
    createServer((request, response) => {
      setTimeout(() => { throw new Error('thrown') })
      response.end('hello')
      if (request.url === '/reject') void Promise.reject(new Error('rejected'))
    }).listen(0, '127.0.0.1')
  `)
  await text()
  await expect.poll(() => told, seen).toEqual(['one thrown uncaughtException'])
  told.length = 0
  await text('/reject')
  await expect
    .poll(() => told.toSorted(), seen)
    .toEqual(['one rejected unhandledRejection', 'one thrown uncaughtException'])
  expect(stray).toEqual([])
})

test('V21 each generation hears of its own errors only', async () => {
  const source = (word: string): string =>
    serving(
      word,
      `process.on('unhandledRejection', (reason) => tell('${word}', reason.message)); void Promise.reject(new Error('of ${word}'))`,
    )
  const { save, told } = await serve(source('one'))
  await save({ 'src/main.ts': source('two') })
  await expect.poll(() => told, seen).toEqual(['one of one', 'two of two'])
})

test('V21 what an application serves on from without a listener is nobody’s: it is left to the caller', async () => {
  const { text, stray } = await serve(`
    import { createServer } from 'node:http'
    createServer((request, response) => {
      setTimeout(() => { throw new Error('in a timer') })
      response.end('hello')
    }).listen(0, '127.0.0.1')
  `)
  await text()
  await expect.poll(() => stray.map(String), seen).toEqual(['Error: in a timer'])
})

test('V21 a listener for errors that ends the process, as most do, ends its generation', async () => {
  const dying = (word: string, more: string): string =>
    serving(word, `process.on('uncaughtException', (error) => { tell(error.message); process.exit(1) }); ${more}`)
  const { reloader, save, text, told, stray, errors, giveSign } = await serve(serving('one'))
  await save({
    'src/main.ts': `process.on('uncaughtException', () => process.exit(7)); setTimeout(() => { throw new Error('early') })`,
  })
  expect(reloader.failure).toMatchObject({ code: 'HOTSEAT_APPLICATION_EXITED' })
  expect(await text()).toBe('one')
  await save({ 'src/main.ts': dying('two', `void sign().then(() => { throw new Error('late') })`) })
  giveSign()
  await expect.poll(() => told, seen).toEqual(['late'])
  expect(errors.map(({ code }) => code)).toEqual(['HOTSEAT_APPLICATION_EXITED'])
  expect(await text()).toBe('two')
  expect(stray).toEqual([])
})

test('V21 a listener for errors that fails itself is told of', async () => {
  const { text, stray, errors } = await serve(`
    import { createServer } from 'node:http'
    process.on('uncaughtException', () => { throw new Error('the listener') })
    createServer((request, response) => {
      setTimeout(() => { throw new Error('the reason') })
      response.end('hello')
    }).listen(0, '127.0.0.1')
  `)
  expect(await text()).toBe('hello')
  await expect.poll(() => errors.map(({ code }) => code), seen).toEqual(['HOTSEAT_ERROR_LISTENER_FAILED'])
  expect(stray).toEqual([])
})

test('V21 the errors of a generation that is over are its own: its process would be gone', async () => {
  const { save, text, told, stray, disposed, giveSign } = await serve(
    serving('one', `void sign().then(() => { tell('late'); throw new Error('of the past') })`),
  )
  const gone = disposed(1)
  await save({ 'src/main.ts': serving('two') })
  await gone
  giveSign()
  await expect.poll(() => told, seen).toEqual(['late'])
  expect(await text()).toBe('two')
  expect(stray).toEqual([])
})
