import { expect, test } from 'vitest'
import { run } from './running.ts'

const server = `
  import 'reflect-metadata'
  import { createServer } from 'node:http'
  import { container, singleton } from 'tsyringe'

  @singleton() class Database { dispose() { tell('database closed') } }
  @singleton() class Service {
    constructor(readonly database: Database) {}
    async dispose() {
      await new Promise((resolve) => setTimeout(resolve, 5))
      tell('service disposed')
    }
  }
  const service = container.resolve(Service)
  createServer((_, response) => response.end(service.constructor.name)).listen(3000)
`

test('tsyringe: the container of a generation is disposed with it, after the application has shut itself down', async () => {
  const { told, failed, get, reload } = await run(['tsyringe'], {
    'main.ts': `${server} process.on('SIGTERM', () => tell('SIGTERM'))`,
  })
  expect(await get()).toBe('Service')
  await reload()
  expect(told()).toEqual(['SIGTERM', 'database closed', 'service disposed'])
  expect(await get()).toBe('Service')
  await reload()
  expect(told()).toEqual(['SIGTERM', 'database closed', 'service disposed'])
  expect(failed).toEqual([])
})

test('tsyringe: what the application disposes itself is not disposed again', async () => {
  const { told, failed, reload } = await run(['tsyringe'], {
    'main.ts': `${server} process.on('SIGTERM', () => container.dispose())`,
  })
  await reload()
  expect(told()).toEqual(['database closed', 'service disposed'])
  expect(failed).toEqual([])
})

test('tsyringe: child containers are disposed, and before what they were made of', async () => {
  const { told, reload } = await run(['tsyringe'], {
    'main.ts': `${server}
      class Scoped { dispose() { tell('scoped disposed') } }
      container.createChildContainer().resolve(Scoped)
    `,
  })
  await reload()
  expect(told()).toEqual(['scoped disposed', 'database closed', 'service disposed'])
})

test('tsyringe: what throws, at once or later, keeps nothing else from being disposed, and is reported', async () => {
  const { told, failed, reload } = await run(['tsyringe'], {
    'main.ts': `${server}
      class Throws { dispose() { throw new Error('at once') } }
      class Rejects { async dispose() { throw new Error('later') } }
      class Last { dispose() { tell('last disposed') } }
      for (const each of [Throws, Rejects, Last]) container.resolve(each)
    `,
  })
  await reload()
  expect(told()).toEqual(['database closed', 'last disposed', 'service disposed'])
  expect(failed.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'HOTSEAT_DISPOSE_FAILED Throws, of a tsyringe container, failed to dispose: at once',
    'HOTSEAT_DISPOSE_FAILED Rejects, of a tsyringe container, failed to dispose: later',
  ])
})

test('tsyringe: a generation that fails while it is built has its container disposed', async () => {
  const { told, get, reload } = await run(['tsyringe'], { 'main.ts': server })
  await expect(reload({ 'main.ts': `${server}; throw new Error('too late')` })).rejects.toThrow('too late')
  const since: string[] = []
  await expect.poll(() => since.push(...told()) && since).toEqual(['database closed', 'service disposed'])
  expect(await get()).toBe('Service')
})
