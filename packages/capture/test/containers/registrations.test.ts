import { expect, test } from 'vitest'
import { run, type Running } from './running.ts'

const listening = `
  import { createServer } from 'node:http'
  export const listen = (resolve) => createServer((_, response) => { resolve(); response.end('resolved') }).listen(3000)
`

type Told = ReturnType<Running['registrations']>

/** Before the first request nothing is made for it that is told of; the request resolves. */
async function checkTold(
  { registrations, get, told }: Running,
  before: Told,
  resolved: readonly string[],
): Promise<void> {
  expect(registrations()).toEqual(before)
  expect(told()).toEqual([])
  await get()
  const after = Object.entries(before).map(([name, each]) => [
    name,
    resolved.includes(name) ? { ...each, resolved: true } : each,
  ])
  expect(registrations()).toEqual(Object.fromEntries(after))
}

const before = {
  Service: { lifetime: 'Singleton', resolved: false },
  "'settings'": { lifetime: 'value' },
}

test('tsyringe: what is registered is told by name', async () => {
  const running = await run(['tsyringe'], {
    'listen.ts': listening,
    'main.ts': `
      import 'reflect-metadata'
      import { container, singleton } from 'tsyringe'
      import { listen } from './listen.ts'
      @singleton() class Service { constructor() { tell('made') } }
      container.register('settings', { useValue: { password: 'hunter2' } })
      container.register('made', { useFactory: () => 1 })
      container.register('other', { useToken: 'made' })
      listen(() => container.resolve(Service))
    `,
  })
  await checkTold(running, { ...before, "'made'": { lifetime: 'factory' }, "'other'": { lifetime: 'alias' } }, [
    'Service',
  ])
})

test.each(['inversify6', 'inversify7', 'inversify'])('%s: what is bound is told by name', async (library) => {
  const running = await run([library], {
    'listen.ts': listening,
    'main.ts': `
      import 'reflect-metadata'
      import { Container, injectable } from '${library}'
      import { listen } from './listen.ts'
      @injectable() class Service { constructor() { tell('made') } }
      @injectable() class Mailer { constructor() { tell('made') } }
      const container = new Container()
      container.bind(Service).toSelf().inSingletonScope()
      container.bind(Symbol.for('mailer')).to(Mailer).inTransientScope()
      container.bind('settings').toConstantValue({ password: 'hunter2' })
      listen(() => container.get(Service))
    `,
  })
  await checkTold(running, { ...before, 'Symbol(mailer)': { lifetime: 'Transient' } }, ['Service'])
})

test('awilix: what is registered is told by name', async () => {
  const running = await run(['awilix'], {
    'listen.ts': listening,
    'main.ts': `
      import { asClass, asValue, createContainer } from 'awilix'
      import { listen } from './listen.ts'
      class Service { constructor() { tell('made') } }
      const container = createContainer()
      container.register({
        service: asClass(Service).singleton(),
        mailer: asClass(Service),
        settings: asValue({ password: 'hunter2' }),
      })
      listen(() => container.resolve('service'))
    `,
  })
  const told = {
    service: { lifetime: 'SINGLETON', resolved: false },
    mailer: { lifetime: 'TRANSIENT' },
    settings: { lifetime: 'value' },
  }
  await checkTold(running, told, ['service'])
})

test('typedi: what is registered is told by name', async () => {
  const running = await run(['typedi'], {
    'listen.ts': listening,
    'main.ts': `
      import 'reflect-metadata'
      import { Container, Service } from 'typedi'
      import { listen } from './listen.ts'
      @Service() class Greeter { constructor() { tell('made') } }
      @Service({ transient: true }) class Mailer { constructor() { tell('made') } }
      Container.set('settings', { password: 'hunter2' })
      listen(() => Container.get(Greeter))
    `,
  })
  const told = {
    Greeter: { lifetime: 'singleton', resolved: false },
    Mailer: { lifetime: 'transient' },
    "'settings'": { lifetime: 'value' },
  }
  await checkTold(running, told, ['Greeter'])
})

test('NestJS: modules, controllers and providers of the application are told by name', async () => {
  const { registrations } = await run(['@nestjs/common', '@nestjs/core', '@nestjs/platform-express'], {
    'main.ts': `
      import 'reflect-metadata'
      import { Controller, Get, Injectable, Module, Scope } from '@nestjs/common'
      import { NestFactory } from '@nestjs/core'
      @Injectable() class Words { word() { return 'one' } }
      @Injectable({ scope: Scope.REQUEST }) class Visitor {}
      @Controller() class Speaker {
        constructor(private readonly words: Words) {}
        @Get() say() { return this.words.word() }
      }
      @Module({
        controllers: [Speaker],
        providers: [
          Words,
          Visitor,
          { provide: 'settings', useValue: { password: 'hunter2' } },
          { provide: 'made', useFactory: () => 1 },
        ],
      })
      class App {}
      const app = await NestFactory.create(App, { logger: ['error'] })
      await app.listen(3000)
    `,
  })
  expect(registrations()).toEqual({
    App: { lifetime: 'DEFAULT' },
    Speaker: { lifetime: 'DEFAULT' },
    Words: { lifetime: 'DEFAULT' },
    Visitor: { lifetime: 'REQUEST' },
    "'settings'": { lifetime: 'value' },
    "'made'": { lifetime: 'factory' },
  })
})
