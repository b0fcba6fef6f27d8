import { expect, test } from 'vitest'
import { run } from './running.ts'

const server = `
  import { createServer } from 'node:http'
  import { asClass, asFunction, createContainer } from 'awilix'

  class Database { async close() { tell('database closed') } }
  const container = createContainer()
  container.register({
    database: asClass(Database).singleton().disposer((database) => database.close()),
    service: asFunction(({ database }) => ({ say: () => database.constructor.name })).singleton(),
  })
  createServer((_, response) => response.end(container.cradle.service.say())).listen(3000)
`

const commonJs = { 'package.json': JSON.stringify({ dependencies: { awilix: '*' } }) }

for (const [kind, files] of Object.entries({ 'an ES module': {}, CommonJS: commonJs })) {
  test(`awilix: a container that ${kind} makes is disposed with its generation, and once`, async () => {
    const { told, failed, get, reload } = await run(['awilix'], {
      ...files,
      'main.ts': `${server}
        if (globalThis.told.length === 0) tell('started')
        process.on('SIGINT', async () => { if (container.hasRegistration('own')) await container.dispose() })
      `,
    })
    for (let reloads = 1; reloads <= 2; reloads += 1) {
      expect(await get()).toBe('Database')
      await reload()
      expect(told().filter((word) => word !== 'started')).toEqual(['database closed'])
    }
    await reload({ 'main.ts': `${server}; container.cradle.service; process.on('SIGINT', () => container.dispose())` })
    told()
    await reload()
    expect(told()).toEqual(['database closed'])
    expect(failed).toEqual([])
  })
}

test('awilix: scopes are disposed before what they were made of; errors stop nothing and are reported', async () => {
  const { told, failed, reload } = await run(['awilix'], {
    'main.ts': `${server}
      container.cradle.service
      const scope = container.createScope()
      scope.register('session', asFunction(() => 'session').scoped().disposer((session) => tell(session, 'closed')))
      scope.cradle.session
      const broken = createContainer().register('broken', asFunction(() => 1).singleton().disposer(() => { throw new Error('stuck') }))
      broken.cradle.broken
    `,
  })
  await reload()
  expect(told()).toEqual(['session closed', 'database closed'])
  expect(failed.map(({ message }) => message)).toEqual(['an awilix container of generation 1 failed to dispose: stuck'])
})

test('awilix: the container of @fastify/awilix is of one generation, and closed with it', async () => {
  const { told, failed, get, reload } = await run(['awilix', '@fastify/awilix', 'fastify'], {
    'main.ts': `
      import { diContainer, fastifyAwilixPlugin } from '@fastify/awilix'
      import { asFunction } from 'awilix'
      import fastify from 'fastify'

      const app = fastify()
      app.register(fastifyAwilixPlugin)
      tell(Object.keys(diContainer.registrations).length, 'there')
      diContainer.register('word', asFunction(() => 'one').singleton().disposer((word) => tell(word, 'disposed')))
      app.get('/', (request) => request.diScope.resolve('word'))
      await app.listen({ port: 3000 })
    `,
  })
  expect(await get()).toBe('one')
  await reload()
  expect(told()).toEqual(['0 there', '0 there', 'one disposed'])
  expect(failed).toEqual([])
})
