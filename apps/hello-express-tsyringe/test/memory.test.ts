import { expect, test } from 'vitest'
import { copyOfHello, serve } from './running.ts'

const reloads = 1000

// The compilation cache of V8 keeps code for a while; it is no leak, and would hide one.
const nodeFlags = ['--expose-gc', '--no-compilation-cache']

/** The hello application, which tells the size of its heap and how many containers are alive. */
function withCensus() {
  const copy = copyOfHello()
  copy.edit(
    'src/app.ts',
    '  return app',
    `  const containers: Set<WeakRef<object>> = Reflect.get(globalThis, 'containers') ?? new Set()
  Reflect.set(globalThis, 'containers', containers)
  containers.add(new WeakRef(container))
  app.get('/census', (_request, response) => {
    void (async () => {
      for (let round = 0; round < 5; round++) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        Reflect.get(globalThis, 'gc')()
      }
      const alive = [...containers].filter((container) => container.deref() !== undefined).length
      response.json({ alive, born: containers.size, heap: process.memoryUsage().heapUsed })
    })()
  })
  return app`,
  )
  return copy
}

interface Census {
  readonly alive: number
  readonly born: number
  readonly heap: number
}

test(`I9 ${reloads} reloads: the heap is flat, and all retired generations but the last two are collected`, async () => {
  const hello = await serve(withCensus(), [], nodeFlags)
  const census = async (): Promise<Census> => JSON.parse(await hello.text('/census'))
  const reloadTo = async (from: number, to: number) => {
    for (let version = from + 1; version <= to; version++) {
      hello.edit('src/greeter.ts', `Version ${version - 1}!`, `Version ${version}!`)
      await hello.seated(version)
    }
    expect(await hello.text()).toBe(`Hello, Version ${to}!`)
    return await census()
  }
  const early = await reloadTo(1, reloads / 4)
  const late = await reloadTo(reloads / 4, reloads)
  expect(late.born).toBeGreaterThanOrEqual(reloads)
  // The live one, and at most two that were retired last.
  expect(late.alive).toBeLessThanOrEqual(3)
  const perReload = (late.heap - early.heap) / (reloads * 0.75)
  console.log(
    `heap after ${reloads} reloads: ${(late.heap / 2 ** 20).toFixed(1)} MB, ${perReload.toFixed(0)} bytes a reload; ${late.alive} containers alive`,
  )
  // What is kept for ever of a reload is less than a line of text.
  expect(perReload).toBeLessThan(200)
}, 120_000)
