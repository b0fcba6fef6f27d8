import { expect, test } from 'vitest'
import { run } from './running.ts'

const server = `
  import 'reflect-metadata'
  import { Controller, Get, Injectable, Module } from '@nestjs/common'
  import { NestFactory } from '@nestjs/core'

  @Injectable() class Words {
    word() { return 'one' }
    onModuleDestroy() { tell('onModuleDestroy') }
    beforeApplicationShutdown(signal) { tell('beforeApplicationShutdown', signal) }
    async onApplicationShutdown() { tell('onApplicationShutdown') }
  }
  @Controller() class Speaker {
    constructor(private readonly words: Words) {}
    @Get() say() { return this.words.word() }
  }
  @Module({ controllers: [Speaker], providers: [Words] }) class App {}
`
const dependencies = ['@nestjs/common', '@nestjs/core', '@nestjs/platform-express']
const bootstrap = (more = ''): string => `
  async function bootstrap() {
    const app = await NestFactory.create(App, { logger: ['error'] })
    ${more}
    await app.listen(3000)
  }
  bootstrap()
`
const closed = (signal = ''): string[] => [
  'onModuleDestroy',
  `beforeApplicationShutdown ${signal}`,
  'onApplicationShutdown',
]

for (const type of ['module', 'commonjs']) {
  const manifest = {
    'package.json': JSON.stringify({ type, dependencies: Object.fromEntries(dependencies.map((each) => [each, '*'])) }),
  }

  test(`NestJS, ${type}: an application that does nothing about its end is closed with its generation`, async () => {
    const { told, failed, get, reload } = await run(dependencies, { ...manifest, 'main.ts': server + bootstrap() })
    expect(await get()).toBe('one')
    for (let reloads = 1; reloads <= 2; reloads += 1) {
      await reload()
      expect(told()).toEqual(closed())
      expect(await get()).toBe('one')
    }
    expect(failed).toEqual([])
  })

  test(`NestJS, ${type}: hooks that the application runs itself run once`, async () => {
    const { told, failed, reload } = await run(dependencies, {
      ...manifest,
      'main.ts': server + bootstrap('app.enableShutdownHooks()'),
    })
    await reload({ 'main.ts': server + bootstrap(`process.on('SIGTERM', () => void app.close())`) })
    expect(told()).toEqual(closed('SIGTERM'))
    await reload()
    expect(told()).toEqual(closed())
    expect(failed).toEqual([])
  })
}
