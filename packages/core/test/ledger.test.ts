import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { disposerOf, Ledger, type LedgerOptions } from '../src/index.ts'

function ledgerOptions(...shared: readonly unknown[]): LedgerOptions {
  const owns = (value: unknown): boolean => shared.includes(value)
  return { disposeTimeout: 200, shared: { owns, use: () => Promise.reject(new Error('Nothing is shared here.')) } }
}

/** Things that write down their disposal. */
function things(names: readonly string[]) {
  const disposed: string[] = []
  const made = names.map((name) => ({ name, dispose: () => disposed.push(name) }))
  return { disposed, made }
}

test('C13 a ledger disposes the newest first, and what was renewed as the newest', async () => {
  const { disposed, made } = things(['a', 'b', 'c'])
  const ledger = new Ledger(ledgerOptions())
  for (const thing of made) ledger.hold(thing, { name: thing.name })
  for (const thing of made.slice(0, 1)) ledger.renew(thing)
  await ledger.dispose()
  expect(disposed).toEqual(['a', 'c', 'b'])
})

test('C20 a ledger disposes its children first, the newest first; a closed one says so', async () => {
  const { disposed, made } = things(['root', 'old', 'new'])
  const root = new Ledger(ledgerOptions())
  const children = [new Ledger(ledgerOptions(), root), new Ledger(ledgerOptions(), root)]
  const ledgers = [root, ...children]
  made.forEach((thing, index) => ledgers[index]?.hold(thing, { name: thing.name }))
  expect(ledgers.map(({ closed }) => closed)).toEqual([false, false, false])
  const disposal = root.dispose()
  expect(ledgers.map(({ closed }) => closed)).toEqual([true, true, true])
  expect(root.dispose()).toBe(disposal)
  await disposal
  expect(disposed).toEqual(['new', 'old', 'root'])
})

async function checkCounted(dispose: (ledger: Ledger, thing: object) => unknown): Promise<void> {
  const { disposed, made } = things(['pool'])
  const [old, next] = [new Ledger(ledgerOptions()), new Ledger(ledgerOptions())]
  for (const thing of made) for (const ledger of [old, next]) ledger.hold(thing, { name: thing.name })
  for (const thing of made) await dispose(old, thing)
  expect(disposed, 'count').toEqual([])
  await next.dispose()
  expect(disposed, 'count').toEqual(['pool'])
}

test('a thing that two ledgers hold is disposed by the last', () => checkCounted((ledger) => ledger.dispose()))

test('a thing that two ledgers hold is seen to go too early when nobody counts', () =>
  expect(checkCounted((_ledger, thing) => disposerOf(thing)?.())).rejects.toThrow('count'))

test('farewells come first, whoever else holds the thing; what is shared is not disposed', async () => {
  const { disposed, made } = things(['pool'])
  const ledger = new Ledger(ledgerOptions(...made))
  for (const thing of made)
    ledger.hold(thing, { name: thing.name, farewells: () => [() => disposed.push('one'), () => disposed.push('two')] })
  await ledger.dispose()
  expect(disposed).toEqual(['one', 'two'])
})

test('a farewell that throws is told by name and stops neither the disposer nor the others', async () => {
  const { disposed, made } = things(['pool', 'service'])
  const ledger = new Ledger(ledgerOptions())
  const fail = (): never => {
    throw new Error('no')
  }
  for (const thing of made) ledger.hold(thing, { name: thing.name, farewells: () => [fail] })
  await expect(ledger.dispose()).rejects.toMatchObject({
    errors: [{ message: 'service failed to dispose: no' }, { message: 'pool failed to dispose: no' }],
  })
  expect(disposed).toEqual(['service', 'pool'])
})

test('a thing that comes too late is disposed at once, by its own disposer or the one given', async () => {
  const { disposed, made } = things(['late'])
  const ledger = new Ledger(ledgerOptions())
  await ledger.dispose()
  for (const thing of made) ledger.hold(thing, { name: thing.name })
  ledger.hold({}, { name: 'other', dispose: () => disposed.push('given') })
  await setTimeout(0)
  expect(disposed).toEqual(['late', 'given'])
})

/** A ledger with a thing, and two promises under way of which the second is made out of what the first brings. */
function promising() {
  const { disposed, made } = things(['config'])
  const ledger = new Ledger(ledgerOptions())
  for (const thing of made) ledger.hold(thing, { name: thing.name })
  const { promise, resolve } = Promise.withResolvers<string>()
  const bring = (name: string): void =>
    ledger.hold(
      { name },
      {
        name,
        dispose: async () => {
          await setTimeout(1)
          disposed.push(name)
        },
      },
    )
  ledger.holdPromised(promise, 'pool', bring)
  ledger.holdPromised(
    promise.then(() => 'queue'),
    'queue',
    bring,
  )
  return { disposed, ledger, resolve }
}

test('what promises bring is disposed, and awaited, before what was there when they were made', async () => {
  for (const late of [false, true]) {
    const { disposed, ledger, resolve } = promising()
    if (!late) resolve('pool')
    if (!late) await setTimeout(0)
    const disposal = ledger.dispose()
    await setTimeout(0)
    if (late) expect(disposed, 'waits').toEqual([])
    resolve('pool')
    await disposal
    expect(disposed).toEqual(['queue', 'pool', 'config'])
  }
})

test('a promise of a child is waited for as its own; one that is rejected, or brings what is there, brings nothing', async () => {
  const { disposed, made } = things(['thing'])
  const root = new Ledger(ledgerOptions())
  const child = new Ledger(ledgerOptions(), root)
  const [brings, fails] = [Promise.withResolvers<void>(), Promise.withResolvers<never>()]
  for (const thing of made) {
    child.hold(thing, { name: 'thing' })
    child.holdPromised(brings.promise, 'thing', () => child.hold(thing, { name: 'thing' }))
    child.holdPromised(fails.promise, 'nothing', () => undefined)
  }
  const disposal = root.dispose()
  brings.resolve()
  fails.reject(new Error('no connection'))
  await disposal
  expect(disposed).toEqual(['thing'])
})

test('C17 a promise that never settles is named, and the rest goes; what it brings then goes at once', async () => {
  const { disposed, ledger, resolve } = promising()
  await expect(ledger.dispose()).rejects.toThrow('the promise of pool had not finished')
  expect(disposed).toEqual(['config'])
  resolve('pool')
  await setTimeout(10)
  expect(disposed.toSorted()).toEqual(['config', 'pool', 'queue'])
})

test('C8 to discard waits for no promise; what it brings goes as it comes', async () => {
  const { disposed, ledger, resolve } = promising()
  await ledger.discard()
  expect(disposed).toEqual(['config'])
  resolve('pool')
  await setTimeout(10)
  expect(disposed.toSorted()).toEqual(['config', 'pool', 'queue'])
})
