import { get, openConnection } from '@hotseat/conformance/serving'
import { expect, test } from 'vitest'
import { serve } from './world/serving.ts'

/** An application with a shutdown of its own; `word` tells its generation. */
const shuttingDown = (word: string, shutdown: string): string => `
  import { createServer } from 'node:http'
  import { setTimeout } from 'node:timers/promises'
  import { tell } from './tell.ts'
  const server = createServer((request, response) => {
    if (request.url === '/wait') return void response.write('waiting')
    response.end('${word}')
  })
  server.listen(0, '127.0.0.1')
  const told = (what: string) => tell('${word}', what)
  ${shutdown}
`

/** What is told of the end of a generation that an edit has retired. */
async function toldOfTheEnd(shutdown: string): Promise<readonly string[]> {
  const { save, text, told, disposed, disposeFailures, stray } = await serve(shuttingDown('one', shutdown))
  const gone = disposed(1)
  await save({ 'src/main.ts': shuttingDown('two', '') })
  await gone
  expect(await text()).toBe('two')
  expect(disposeFailures).toEqual([])
  expect(stray).toEqual([])
  return told
}

const shutdowns: Readonly<Record<string, readonly [shutdown: string, told: readonly string[]]>> = {
  'on SIGTERM, with a callback of close() that exits': [
    `process.on('SIGTERM', (signal, number) => {
       told(signal + number)
       server.close((error) => { told('closed ' + error); process.exit(0); told('after the end') })
     })`,
    ['one SIGTERM15', 'one closed undefined'],
  ],
  'on SIGINT, where it has nothing for SIGTERM': [`process.once('SIGINT', () => told('SIGINT'))`, ['one SIGINT']],
  'on SIGTERM only, where it has the same for both': [
    `for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => told(signal))`,
    ['one SIGTERM'],
  ],
  'that is asynchronous': [
    `process.on('SIGTERM', async () => { await setTimeout(20); told('awaited'); process.exit() })`,
    ['one awaited'],
  ],
  'that passes the signal on to itself': [
    `process.once('SIGTERM', async () => { told('cleaned up'); process.kill(process.pid, 'SIGTERM') })`,
    ['one cleaned up'],
  ],
  'on beforeExit, then on exit': [
    `process.on('exit', (code) => told('exit' + code)); process.on('beforeExit', async () => { await setTimeout(20); told('beforeExit') })
     server.on('close', () => told('close'))`,
    ['one close', 'one beforeExit', 'one exit0'],
  ],
  'that has several listeners': [
    `process.on('SIGTERM', () => told('second')); process.prependListener('SIGTERM', () => told('first'))
     const none = () => told('none'); process.on('SIGTERM', none).off('SIGTERM', none)`,
    ['one first', 'one second'],
  ],
  'that is removed again': [`process.on('SIGTERM', () => told('SIGTERM')); process.removeAllListeners()`, []],
}

test.each(Object.keys(shutdowns))('V22 an application’s shutdown %s runs once, when it is retired', async (what) => {
  const [shutdown, told] = shutdowns[what] ?? expect.fail()
  expect(await toldOfTheEnd(shutdown)).toEqual(told)
})

test('V22 its shutdown comes after its last request, and none of another generation’s', async () => {
  const shutdown = `process.on('SIGTERM', () => { told('shuts down'); server.close(() => told('closed')) })`
  const { captured, save, told, disposed, stop } = await serve(shuttingDown('one', shutdown))
  using client = await openConnection(captured.addresses[0]?.port ?? 0)
  client.write(get('/wait'))
  await client.until(/waiting/)
  const second = disposed(2)
  await save({ 'src/main.ts': shuttingDown('two', shutdown) })
  await save({ 'src/main.ts': shuttingDown('three', shutdown) })
  await second
  expect(told).toEqual(['two shuts down', 'two closed'])
  const first = disposed(1)
  client.socket.destroy()
  await first
  expect(told).toEqual(['two shuts down', 'two closed', 'one shuts down', 'one closed'])
  await stop()
  await stop()
  expect(told.slice(4)).toEqual(['three shuts down', 'three closed'])
})

test('V22 process.listeners() and emit() are the generation’s own, and the process’s are as before', async () => {
  const before = ['SIGTERM', 'SIGINT', 'beforeExit', 'exit'].map((event) => process.listenerCount(event))
  const { told, stop } = await serve(
    shuttingDown(
      'one',
      `process.on('SIGTERM', () => told('hears it'))
       process.addListener('SIGINT', () => {})
       told([process.listenerCount('SIGTERM'), process.listeners('SIGINT').length, process.listenerCount('exit')].join())
       process.emit('SIGTERM', 'SIGTERM')
       told(process.on('beforeExit', () => {}) === process)`,
    ),
  )
  expect(told).toEqual(['one 1,1,0', 'one hears it', 'one true'])
  const during = ['SIGTERM', 'SIGINT', 'beforeExit', 'exit'].map((event) => process.listenerCount(event))
  expect(during).toEqual(before)
  await stop()
})

test('V22 a shutdown that fails is reported, and the rest of it runs', async () => {
  const failing = `
    process.on('SIGTERM', () => { throw new Error('of the first') })
    process.on('SIGTERM', async () => { throw new Error('of the second') })
    process.on('SIGTERM', () => told('third'))
    process.on('exit', () => told('exit'))`
  const { save, told, disposed, disposeFailures, text } = await serve(shuttingDown('one', failing))
  const gone = disposed(1)
  await save({ 'src/main.ts': shuttingDown('two', '') })
  await gone
  expect(told).toEqual(['one third', 'one exit'])
  expect(disposeFailures.map(({ message }) => message).join('\n')).toMatch(/of the first[^]*of the second/)
  expect(await text()).toBe('two')
})

test('V22 a shutdown that hangs is given up, and named; what the generation left behind is cleared all the same', async () => {
  const hanging = `process.on('SIGTERM', () => new Promise(() => {})); globalThis.setInterval(() => {}, 60_000)`
  const { save, disposed, disposeFailures, leftovers } = await serve(shuttingDown('one', hanging), {
    disposeTimeout: 200,
  })
  const gone = disposed(1)
  await save({ 'src/main.ts': shuttingDown('two', '') })
  await gone
  expect(disposeFailures).toEqual([
    expect.objectContaining({
      code: 'HOTSEAT_DISPOSE_TIMEOUT',
      message: expect.stringContaining('the application of generation 1'),
    }),
  ])
  expect(leftovers).toMatchObject([{ generation: 1, left: [{ kind: 'interval' }] }])
})
