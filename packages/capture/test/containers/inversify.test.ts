import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { run } from './running.ts'

const server = (library: string): string => `
  import 'reflect-metadata'
  import { createServer } from 'node:http'
  import { Container, injectable, preDestroy } from '${library}'

  @injectable() class Database { @preDestroy() close() { tell('database closed') } }
  const container = new Container()
  container.bind(Database).toSelf().inSingletonScope()
  container.bind('Queue').toDynamicValue(() => 'queue').inSingletonScope().onDeactivation((queue) => tell(queue, 'deactivated'))
  const database = container.get(Database)
  container.get('Queue')
  createServer((_, response) => response.end(database.constructor.name)).listen(3000)
`

for (const library of ['inversify', 'inversify6', 'inversify7']) {
  test(`${library}: containers are unbound with their generation, so that what they made is deactivated`, async () => {
    const { told, failed, get, reload } = await run([library], { 'main.ts': server(library) })
    for (let reloads = 1; reloads <= 2; reloads += 1) {
      expect(await get()).toBe('Database')
      await reload()
      expect(told().toSorted()).toEqual(['database closed', 'queue deactivated'])
    }
    expect(failed).toEqual([])
  })

  test(`${library}: a container that CommonJS makes is found`, async () => {
    const { told, failed, reload } = await run([library], {
      'package.json': JSON.stringify({ dependencies: { [library]: '*' } }),
      'main.ts': server(library),
    })
    await reload()
    expect(told().toSorted()).toEqual(['database closed', 'queue deactivated'])
    expect(failed).toEqual([])
  })

  test(`${library}: what the application unbinds itself is not deactivated again; what fails is reported`, async () => {
    const { told, failed, reload } = await run([library], {
      'main.ts': `${server(library)}
        process.on('SIGTERM', () => container.${library === 'inversify7' ? 'unbindAll' : 'unbindAllAsync'}())
        const other = new Container()
        other.bind('Broken').toDynamicValue(() => 'broken').inSingletonScope().onDeactivation(() => { throw new Error('stuck') })
        other.get('Broken')
      `,
    })
    await reload()
    expect(told().toSorted()).toEqual(['database closed', 'queue deactivated'])
    expect(failed.map(({ code }) => code)).toEqual(['HOTSEAT_DISPOSE_FAILED'])
    expect(failed[0]?.message).toMatch(/an inversify container of generation 1 failed to dispose.*stuck/s)
  })
}

for (const library of ['inversify', 'inversify6', 'inversify7']) {
  test(`${library}: a container that binds by itself what is asked of it is found, and only once`, async () => {
    const { told, failed, reload } = await run([library], {
      'main.ts': `
        import 'reflect-metadata'
        import { createServer } from 'node:http'
        import { Container, injectable, preDestroy } from '${library}'
        @injectable() class Database { @preDestroy() close() { tell('database closed') } }
        const options = { defaultScope: 'Singleton', autobind: true, autoBindInjectable: true }
        const container = new Container(options)
        const database = container.get(Database)
        createServer((_, response) => response.end(database.constructor.name)).listen(3000)
      `,
    })
    await reload()
    expect(told()).toEqual(['database closed'])
    expect(failed).toEqual([])
  })
}

test('inversify: a container that is made for a request, and dropped, is not held until the reload', async () => {
  const { get, told, reload } = await run(['inversify'], {
    'main.ts': `
      import 'reflect-metadata'
      import { createServer } from 'node:http'
      import { Container } from 'inversify'
      const all = []
      let kept
      createServer((request, response) => {
        const container = new Container()
        container.bind('Word').toConstantValue(request.url)
        container.onDeactivation('Word', (word) => tell('deactivated', word))
        container.get('Word')
        if (request.url === '/kept') kept = container
        else all.push(new WeakRef(container))
        response.end(String(all.filter((each) => each.deref()).length))
      }).listen(3000)
    `,
  })
  await get('/kept')
  for (let requests = 1; requests <= 20; requests += 1) await get('/dropped')
  setFlagsFromString('--expose-gc')
  await runInNewContext('gc({ execution: "async" })')
  expect(Number(await get('/dropped'))).toBeLessThan(10)
  await reload()
  expect(told()).toContain('deactivated /kept')
})
