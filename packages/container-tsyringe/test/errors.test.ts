import { spawnSync } from 'node:child_process'
import { Journal } from '@hotseat/conformance'
import { HotseatError } from '@hotseat/core'
import { describe, expect, test } from 'vitest'
import type { DependencyContainer } from 'tsyringe'
import { tsyringe } from '../src/index.ts'
import { freshTsyringe, injectable, singleton, type Tsyringe } from './support/fresh-tsyringe.ts'
import { build, contextOf, type Factory } from './support/generations.ts'
import { plain } from './support/planted.ts'

async function rejectionOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('It did not reject with an error.')
}

class PortTaken extends Error {
  override readonly name = 'PortTaken'
}

function takePort(): never {
  throw new PortTaken('port 5000 is taken')
}

/** Ways for something to fail three levels below what is resolved. */
const failures: Readonly<Record<string, (container: DependencyContainer, library: Tsyringe) => unknown>> = {
  'a constructor': (container, library) => {
    class Listener {
      readonly port = takePort()
    }
    injectable(library, Listener)
    container.register('listener', { useClass: Listener })
  },
  'a singleton’s constructor': (container, library) => {
    class Listener {
      readonly port = takePort()
    }
    singleton(library, Listener)
    container.register('listener', { useToken: Listener })
  },
  'a factory': (container) => container.register('listener', { useFactory: () => takePort() }),
  'a transform': (container, library) => {
    class Transformer {
      transform(): never {
        return takePort()
      }
    }
    class Listener {
      readonly port: unknown
      constructor(port: unknown) {
        this.port = port
      }
    }
    container.register('port', { useValue: 5000 })
    library.injectWithTransform('port', Transformer)(Listener, undefined, 0)
    injectable(library, Listener, Object)
    container.register('listener', { useClass: Listener })
  },
  'one of @injectAll()': (container, library) => {
    class Listener {
      readonly all: unknown
      constructor(all: unknown) {
        this.all = all
      }
    }
    container.register('each', { useFactory: () => takePort() })
    library.injectAll('each')(Listener, undefined, 0)
    injectable(library, Listener, Array)
    container.register('listener', { useClass: Listener })
  },
}

async function checkOriginKept(factory: Factory, name: string): Promise<void> {
  const journal = new Journal()
  const [Server, App] = [journal.class('Server'), journal.class('App')]
  const generation = await build(factory, (container, library) => {
    injectable(library, Server, 'listener')
    injectable(library, App, Server)
    failures[name]?.(container, library)
  })
  const scope = generation.createScope()
  for (const container of [generation.api, scope.api]) {
    const error = await rejectionOf((async () => container.resolve(App))())
    expect(error.cause, 'cause').toBeInstanceOf(PortTaken)
    expect(error.stack, 'stack').toMatch(/^ {4}at takePort .*errors\.test\.ts/m)
    expect(error.message).toContain('Cannot inject the dependency at position #0 of "App" constructor.')
    expect(error.message).toContain('port 5000 is taken')
    expect(error.message.split('\n').at(-1)?.trim()).toBe('port 5000 is taken')
  }
  await generation.dispose()
}

describe.each(Object.keys(failures))('what %s threw', (name) => {
  test('stays the cause of the error, however deep, and the stack begins there', () =>
    checkOriginKept(tsyringe(), name))

  test('is seen to be lost in tsyringe itself', () =>
    expect(checkOriginKept(plain(), name)).rejects.toThrow(/cause|^stack/))
})

test('C5 what create rejects with shows where a dependency’s constructor threw', async () => {
  const Service = new Journal().class('Service')
  class Listener {
    readonly port = takePort()
  }
  const building = build(tsyringe(), (container, library) => {
    injectable(library, Listener)
    injectable(library, Service, Listener)
    container.resolve(Service)
  })
  const error = await rejectionOf(building)
  expect(error.cause).toBeInstanceOf(PortTaken)
  expect(firstFrameOf(error)).toContain('takePort')
})

test('an error that a constructor makes of another one keeps its own cause', async () => {
  const cause = new Error('deep')
  class Service {
    readonly value = Service.fail()
    static fail(): never {
      throw new Error('mine', { cause })
    }
  }
  const error = await rejectionOf(build(tsyringe(), (container) => container.resolve(Service)))
  expect(error).toMatchObject({ message: 'mine', cause })
})

const notErrors: readonly (readonly [thrown: unknown, shown: string])[] = [
  ['text', 'text'],
  [undefined, 'undefined'],
  [null, 'null'],
  [404, '404'],
]

test.each(notErrors)('what is thrown need not be an Error: %s', async (thrown, shown) => {
  const Service = new Journal().class('Service')
  const building = build(tsyringe(), (container, library) => {
    injectable(library, Service, 'broken')
    container.register('broken', {
      useFactory: () => {
        throw thrown
      },
    })
    container.resolve(Service)
  })
  const error = await rejectionOf(building)
  expect(error.message).toBe(
    `Cannot inject the dependency at position #0 of "Service" constructor. Reason:\n    ${shown}`,
  )
  expect(error.cause).toBe(thrown)
})

test('a token that nobody registered is told as tsyringe tells it, with the whole way to it', async () => {
  const [Service, App] = [new Journal().class('Service'), new Journal().class('App')]
  const building = build(tsyringe(), (container, library) => {
    injectable(library, Service, 'databse')
    injectable(library, App, Service)
    container.resolve(App)
  })
  const error = await rejectionOf(building)
  expect(error.message.split('\n').map((line) => line.trim())).toEqual([
    'Cannot inject the dependency at position #0 of "App" constructor. Reason:',
    'Cannot inject the dependency at position #0 of "Service" constructor. Reason:',
    'Attempted to resolve unregistered dependency token: "databse"',
  ])
})

function firstFrameOf(error: Error): string | undefined {
  return error.stack?.split('\n').find((line) => line.startsWith('    at '))
}

test('what tsyringe itself finds wrong shows who in the application asked for it', async () => {
  const [Service, App, Handler] = ['Service', 'App', 'Handler'].map((name) => new Journal().class(name))
  if (!Service || !App || !Handler) throw new Error('unreachable')
  const generation = await build(tsyringe(), (container, library) => {
    injectable(library, Service, 'databse')
    injectable(library, App, Service)
    injectable(library, Handler, 'made')
    container.register('made', {
      useFactory: function makeApp(from) {
        return from.resolve('alias')
      },
    })
    container.register('alias', { useToken: App })
  })
  const scope = generation.createScope()
  const uses: Readonly<Record<string, () => unknown>> = {
    askDirectly: function askDirectly() {
      return scope.api.resolve('databse')
    },
    askForApp: function askForApp() {
      return scope.api.resolve(App)
    },
    askForAll: function askForAll() {
      return scope.api.resolveAll('alias')
    },
    makeApp: function askForHandler() {
      return scope.api.resolve(Handler)
    },
  }
  for (const [expected, use] of Object.entries(uses)) {
    const error = await rejectionOf((async () => use())())
    expect(firstFrameOf(error)).toContain(expected)
    expect(error.message).toContain('unregistered dependency token: "databse"')
  }
  await generation.dispose()
})

test('what this adapter finds wrong shows the same', async () => {
  class Undecorated {
    readonly database: unknown
    constructor(database: unknown) {
      this.database = database
    }
  }
  const generation = await build(tsyringe(), () => undefined)
  const resolveHere = () => generation.api.resolve(Undecorated)
  expect(firstFrameOf(await rejectionOf((async () => resolveHere())()))).toContain('resolveHere')
  await generation.dispose()
  expect(firstFrameOf(await rejectionOf((async () => resolveHere())()))).toContain('resolveHere')
})

test('an optional dependency that is missing is undefined', async () => {
  const Service = new Journal().class('Service')
  const generation = await build(tsyringe(), (_container, library) => {
    library.inject('missing', { isOptional: true })(Service, undefined, 0)
    library.injectAll('missing', { isOptional: true })(Service, undefined, 1)
    injectable(library, Service, Object, Array)
  })
  expect(generation.createScope().api.resolve(Service).takes).toEqual([undefined, []])
  await generation.dispose()
})

test('C23 missing metadata: the error names the class, the decorator and the setting', async () => {
  class Repository {
    readonly database: unknown
    constructor(database: unknown) {
      this.database = database
    }
  }
  const Service = new Journal().class('Service')
  const generation = await build(tsyringe(), (_container, library) => injectable(library, Service, Repository))
  generation.api.register('repository', { useClass: Repository }).register('service', { useClass: Service })
  for (const token of ['repository', 'service']) {
    const error = await rejectionOf((async () => generation.api.resolve(token))())
    expect(error).toMatchObject({ code: 'HOTSEAT_TSYRINGE_METADATA' })
    for (const hint of ['Repository', '@injectable()', '"emitDecoratorMetadata": true']) {
      expect(error.message).toContain(hint)
    }
    const cause = HotseatError.is(error.cause) ? error.cause.cause : error.cause
    expect(cause).toMatchObject({ message: 'TypeInfo not known for "Repository"' })
  }
  await generation.dispose()
})

test('C23 without reflect-metadata the error says what to import first', async () => {
  // tsyringe looks for it when it is loaded: in a process that does not have it.
  const script = `import { tsyringe } from './src/index.ts'
const never = { signal: new AbortController().signal, import: (name) => import(name) }
tsyringe().create(() => undefined, never).catch((error) => console.log(JSON.stringify([error.code, error.message])))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  })
  const [code, message]: unknown[] = JSON.parse(stdout || JSON.stringify([stderr]))
  expect(code).toBe('HOTSEAT_TSYRINGE_REFLECT')
  expect(message).toContain(`import 'reflect-metadata'`)
})

test('an application without tsyringe is told what to install', async () => {
  const cause = new Error("Cannot find package 'tsyringe'.")
  const context = contextOf(freshTsyringe(), { import: () => Promise.reject(cause) })
  await expect(tsyringe().create(() => undefined, context)).rejects.toMatchObject({
    code: 'HOTSEAT_TSYRINGE_IMPORT',
    message: expect.stringContaining('npm install tsyringe'),
    cause,
  })
})

test('a tsyringe whose insides are others is refused, and what it lacks is named', async () => {
  const library = freshTsyringe()
  const strange = { ...library, container: {}, Lifecycle: undefined }
  const context = contextOf(library, { import: () => Promise.resolve(strange) })
  await expect(tsyringe().create(() => undefined, context)).rejects.toMatchObject({
    code: 'HOTSEAT_TSYRINGE_UNSUPPORTED',
    message: expect.stringMatching(/container\.construct, .*Lifecycle\.Singleton.*4\.10/s),
  })
})
