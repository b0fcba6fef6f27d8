import { expect, test } from 'vitest'
import { run } from './running.ts'

const server = `
  import { createServer } from 'node:http'
  createServer((_, response) => response.end('one')).on('close', () => tell('server closed')).listen(3000)
  process.on('SIGTERM', () => tell('SIGTERM'))
`

test('what the entry exports as dispose is called when its generation goes: after its shutdown, before its leftovers are cleared', async () => {
  const { told, failed, reload } = await run([], {
    'main.ts': `${server}
      const timer = setInterval(() => undefined, 1000)
      export async function dispose() {
        await null
        tell('disposed', timer._destroyed)
      }`,
  })
  await reload()
  expect(told()).toEqual(['SIGTERM', 'server closed', 'disposed false'])
  expect(failed).toEqual([])
})

test('what dispose throws is reported, and keeps no container from being disposed', async () => {
  const { told, failed, reload } = await run(['awilix'], {
    'main.ts': `${server}
      import { asFunction, createContainer } from 'awilix'
      createContainer().register('word', asFunction(() => 'word').singleton().disposer((word) => tell(word, 'disposed'))).resolve('word')
      export const dispose = () => { throw new Error('stuck') }`,
  })
  await reload()
  expect(told()).toEqual(['SIGTERM', 'server closed', 'word disposed'])
  expect(failed.map(({ message }) => message)).toEqual(['dispose() of the entry failed to dispose: stuck'])
})

test('an application that passes a signal on to itself when it has shut down, as NestJS does, is not told that it failed', async () => {
  const { told, failed, reload } = await run([], {
    'main.ts': `${server.replace(/process\.on.*/, '')}
      process.once('SIGTERM', async (signal) => {
        try {
          tell('killed', process.kill(process.pid, signal))
        } catch (error) {
          tell('failed', error)
        }
      })`,
  })
  await reload()
  expect(told()).toEqual(['killed true', 'server closed'])
  expect(failed).toEqual([])
})

test('a library of a version whose containers cannot be found is told of once, with what to do', async () => {
  const { failed, reload } = await run(['inversify'], {
    'node_modules/inversify/package.json': '{ "name": "inversify", "type": "module", "exports": "./index.js" }',
    'node_modules/inversify/index.js': 'export const Container = () => undefined',
    'main.ts': `import { Container } from 'inversify'; Container(); ${server}`,
  })
  await reload()
  expect(failed.map(({ message }) => message)).toEqual([
    expect.stringMatching(/inversify is of a version .* export async function dispose\(\)/),
  ])
})

test('what is disposed still has the modules of its generation, also those that it imports only then', async () => {
  const { told, failed, reload } = await run([], {
    'late.ts': `export const late = () => tell('late')`,
    'main.ts': `${server}
      export const dispose = async () => (await import('./late.ts')).late()`,
  })
  await reload()
  expect(told()).toEqual(['SIGTERM', 'server closed', 'late'])
  expect(failed).toEqual([])
})
