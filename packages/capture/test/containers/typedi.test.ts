import { expect, test } from 'vitest'
import { run } from './running.ts'

test('typedi: what its containers made is destroyed with its generation; errors stop nothing and are reported', async () => {
  const { told, failed, get, reload } = await run(['typedi'], {
    'main.ts': `
      import 'reflect-metadata'
      import { createServer } from 'node:http'
      import { Container, Service } from 'typedi'

      @Service() class Database { async destroy() { await null; tell('database destroyed') } }
      @Service() class Broken { destroy() { throw new Error('stuck') } }
      @Service() class Users { constructor(readonly database: Database, readonly broken: Broken) {} destroy() { tell('users destroyed') } }
      Container.set('given', { destroy: () => tell('what was given is not its to destroy') })
      const users = Container.get(Users)
      Container.get('given')
      Container.of('tenant').get(Database)
      createServer((_, response) => response.end(users.database.constructor.name)).listen(3000)
    `,
  })
  expect(await get()).toBe('Database')
  await reload()
  expect(told()).toEqual(['database destroyed', 'users destroyed', 'database destroyed'])
  expect(failed.map(({ message }) => message)).toEqual(['Broken, of a typedi container, failed to dispose: stuck'])
  expect(await get()).toBe('Database')
})
