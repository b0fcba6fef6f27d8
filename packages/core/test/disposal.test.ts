import { expect, test } from 'vitest'
import { disposeInOrder, disposerOf } from '../src/index.ts'

test('each is awaited before the next', async () => {
  const log: string[] = []
  const slow = async (): Promise<void> => {
    log.push('slow begins')
    await Promise.resolve()
    log.push('slow ends')
  }
  await disposeInOrder(
    [
      { name: 'slow', dispose: slow },
      { name: 'quick', dispose: () => log.push('quick') },
    ],
    { timeout: 1_000 },
  )
  expect(log).toEqual(['slow begins', 'slow ends', 'quick'])
})

test('one that throws or rejects stops nothing, and every error names its own', async () => {
  const log: string[] = []
  const disposing = disposeInOrder(
    [
      {
        name: 'Mailer',
        dispose: () => {
          throw new Error('no post')
        },
      },
      { name: 'Queue', dispose: () => Promise.reject(new Error('not empty')) },
      { name: 'Clock', dispose: () => log.push('Clock') },
    ],
    { timeout: 1_000 },
  )
  await expect(disposing).rejects.toMatchObject({
    errors: [
      { code: 'HOTSEAT_DISPOSE_FAILED', message: 'Mailer failed to dispose: no post' },
      { code: 'HOTSEAT_DISPOSE_FAILED', message: 'Queue failed to dispose: not empty' },
    ],
  })
  expect(log).toEqual(['Clock'])
})

test('one that hangs is named, and those behind it are disposed all the same', async () => {
  const log: string[] = []
  const hang = (): Promise<never> => new Promise(() => undefined)
  const disposing = disposeInOrder(
    [
      { name: 'Pool', dispose: hang },
      { name: 'Socket', dispose: hang },
      { name: 'Clock', dispose: () => log.push('Clock') },
    ],
    { timeout: 20 },
  )
  await expect(disposing).rejects.toMatchObject({
    errors: [
      { code: 'HOTSEAT_DISPOSE_TIMEOUT', message: expect.stringContaining('Pool') },
      { code: 'HOTSEAT_DISPOSE_TIMEOUT', message: expect.stringContaining('Socket') },
    ],
  })
  expect(log).toEqual(['Clock'])
})

test('what wants to be let go says so by a symbol or by a method named dispose', () => {
  const log: string[] = []
  const everything = {
    [Symbol.asyncDispose]: () => log.push('async'),
    [Symbol.dispose]: () => log.push('sync'),
    dispose: () => log.push('method'),
  }
  disposerOf(everything)?.()
  disposerOf({ ...everything, [Symbol.asyncDispose]: undefined })?.()
  disposerOf({ dispose: everything.dispose })?.()
  expect(log).toEqual(['async', 'sync', 'method'])
  const strict = new Proxy(
    {},
    {
      get() {
        throw new Error('no such property')
      },
    },
  )
  const silent = [undefined, null, 7, 'text', {}, { dispose: true }, { dispose: (_other: unknown) => 1 }, strict]
  for (const value of [...silent, process.stdin, process.stdout, process.stderr])
    expect(disposerOf(value)).toBeUndefined()
})
