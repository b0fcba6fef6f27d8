import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { actAs } from '@hotseat/core'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from './world/serving.ts'

/** Hears of swaps, and has a timer from then on. @param subscribed how it subscribes */
const application = (word: string, subscribed: string): string => `
  import { createServer } from 'node:http'
  import { subscribe } from 'node:diagnostics_channel'
  import { tell } from './tell.ts'
  ${subscribed}('hotseat:swap', ({ generation, reloader }) => {
    tell('${word} hears of', generation, reloader.current() ? 'in a request' : 'outside')
    globalThis.setInterval(() => tell('${word} is due'), 60_000)
  })
  createServer((request, response) => response.end('${word}')).listen(0, '127.0.0.1')
`

/** @throws unless a generation hears of Hotseat's swaps while it lives, and what it does then is its own */
async function checkHeard(subscribed: string): Promise<void> {
  const { save, told, text, disposed, leftovers, stray } = await serve(application('one', subscribed))
  for (const [gone, word] of [
    [1, 'two'],
    [2, 'three'],
  ] as const) {
    const disposal = disposed(gone)
    await save({ 'src/main.ts': application(word, subscribed) })
    await disposal
    expect(await text()).toBe(word)
  }
  expect(told).toEqual([
    'one hears of 1 outside',
    'one hears of 2 outside',
    'two hears of 2 outside',
    'two hears of 3 outside',
    'three hears of 3 outside',
  ])
  const left = leftovers.map(({ generation, left: { length } }) => ({ generation, length }))
  expect(left).toEqual([
    { generation: 1, length: 2 },
    { generation: 2, length: 2 },
  ])
  expect(stray).toEqual([])
}

test("an application hears of Hotseat's own channels while its generation lives", () => checkHeard('subscribe'))

test('a subscription that is made for the process is caught', async () => {
  const forTheProcess = (name: string, hear: (message: unknown) => void): void => {
    actAs(undefined, () => subscribe(name, hear))
    onTestFinished(() => void unsubscribe(name, hear))
  }
  Reflect.set(globalThis, '__subscribe', forTheProcess)
  onTestFinished(() => void Reflect.deleteProperty(globalThis, '__subscribe'))
  await expect(checkHeard('globalThis.__subscribe')).rejects.toThrow('to deeply equal')
})

test("what a subscriber does to the process is its own generation's doing", async () => {
  const exiting = (word: string): string => application(word, 'subscribe').replace('tell(', `process.exit(3); tell(`)
  const { save, text, errors, reloader } = await serve(exiting('one'))
  await save({ 'src/main.ts': application('two', 'subscribe') })
  expect(await text()).toBe('two')
  expect(reloader.failure).toBeUndefined()
  expect(errors.map(({ code }) => code)).toEqual(['HOTSEAT_APPLICATION_EXITED', 'HOTSEAT_APPLICATION_EXITED'])
})
