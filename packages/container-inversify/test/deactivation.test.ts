import { ContainerModule } from 'inversify'
import { expect, test } from 'vitest'
import { inversify } from '../src/index.ts'
import { complaintsOf } from './support/complaints.ts'
import { decorated, destroyedBy, initialisedBy, singleton } from './support/decorated.ts'
import { build, type Factory } from './support/generations.ts'
import { plain } from './support/planted.ts'

/** A class whose every way of going is written down. */
function recorder(events: string[], name = 'part') {
  const target = class {
    close(): void {
      events.push(`${name} @preDestroy`)
    }
    dispose(): void {
      events.push(`${name} dispose`)
    }
  }
  Object.defineProperty(target, 'name', { value: name })
  destroyedBy(target, 'close')
  return target
}

async function checkAllWays(factory: Factory): Promise<void> {
  const events: string[] = []
  const Part = recorder(events)
  singleton(Part)
  const generation = await build(factory, (container) => {
    container
      .bind(Part)
      .toSelf()
      .onDeactivation(async () => {
        await Promise.resolve()
        events.push('of the binding')
      })
    container.onDeactivation(Part, () => void events.push('of the container'))
    container.get(Part)
  })
  await generation.dispose()
  expect(events, 'ways').toEqual(['part @preDestroy', 'of the binding', 'of the container', 'part dispose'])
}

test('a singleton is deactivated as inversify does it, each handler once, and then disposed', () =>
  checkAllWays(inversify()))

test('disposers are seen to be forgotten by inversify itself', () =>
  expect(checkAllWays(plain())).rejects.toThrow('ways'))

async function checkEveryScope(factory: Factory): Promise<void> {
  const events: string[] = []
  const [PerRequest, Transient] = [recorder(events, 'request'), recorder(events, 'transient')]
  decorated(PerRequest, [], 'Request')
  decorated(Transient, [], 'Transient')
  const generation = await build(factory, (container) => {
    container.bind(PerRequest).toSelf()
    container.bind(Transient).toSelf()
  })
  const scope = generation.createScope()
  scope.api.get(PerRequest)
  generation.api.get(Transient)
  await scope.dispose()
  expect(events, 'scopes').toEqual(['request @preDestroy', 'request dispose'])
  await generation.dispose()
  expect(events.slice(2), 'scopes').toEqual(['transient @preDestroy', 'transient dispose'])
}

test('@preDestroy() is called in request and transient scope as well', () => checkEveryScope(inversify()))

test('@preDestroy() is seen to be left out there by inversify itself', () =>
  expect(checkEveryScope(plain())).rejects.toThrow('scopes'))

test('a method that is both @preDestroy() and the disposer is called once', async () => {
  const events: string[] = []
  class Part {
    async [Symbol.asyncDispose](): Promise<void> {
      await Promise.resolve()
      events.push('disposed')
    }
  }
  singleton(Part)
  destroyedBy(Part, Symbol.asyncDispose)
  const generation = await build(inversify(), (container) => {
    container.bind(Part).toSelf()
    container.get(Part)
  })
  await generation.dispose()
  expect(events).toEqual(['disposed'])
})

test('what the application itself unbinds, rebinds or unloads is deactivated then, and not once more', async () => {
  const events: string[] = []
  const [One, Two, Three] = [recorder(events, 'one'), recorder(events, 'two'), recorder(events, 'three')]
  for (const part of [One, Two, Three]) singleton(part)
  const module = new ContainerModule(({ bind, onDeactivation }) => {
    bind(Three).toSelf()
    onDeactivation(Three, () => void events.push('three deactivated'))
  })
  const generation = await build(inversify(), async (container) => {
    container
      .bind(One)
      .toSelf()
      .onDeactivation(() => void events.push('one deactivated'))
    container.bind(Two).toSelf()
    container.get(One)
    container.get(Two)
    container.unbind(One)
    await container.rebindAsync(Two)
    container.load(module)
    container.get(Three)
    container.unload(module)
  })
  expect(events.splice(0)).toEqual([
    'one @preDestroy',
    'one deactivated',
    'two @preDestroy',
    'three @preDestroy',
    'three deactivated',
  ])
  expect(generation.api.isBound(One)).toBe(false)
  expect(() => generation.api.get(One)).toThrow('No bindings found')
  await generation.dispose()
  expect(events).toEqual(['three dispose', 'two dispose', 'one dispose'])
})

test('a binding that was never resolved is not deactivated', async () => {
  const events: string[] = []
  const Part = recorder(events)
  singleton(Part)
  const generation = await build(inversify(), (container) => {
    container
      .bind(Part)
      .toSelf()
      .onDeactivation(() => void events.push('deactivated'))
    container
      .bind('greeting')
      .toConstantValue('Hello')
      .onDeactivation(() => void events.push('greeting deactivated'))
  })
  await generation.dispose()
  expect(events).toEqual([])
})

test('values that are no objects are deactivated, with the value', async () => {
  const deactivated: unknown[] = []
  const generation = await build(inversify(), async (container) => {
    container
      .bind<string>('url')
      .toConstantValue('http://127.0.0.1')
      .onDeactivation((url) => void deactivated.push(url))
    container
      .bind<number>('port')
      .toDynamicValue(() => Promise.resolve(5_000))
      .inSingletonScope()
      .onDeactivation((port) => void deactivated.push(port))
    container.get('url')
    await container.getAsync('port')
  })
  await generation.dispose()
  expect(deactivated).toEqual([5_000, 'http://127.0.0.1'])
})

test('what is bound in a scope is deactivated with the scope', async () => {
  const events: string[] = []
  const Part = recorder(events)
  singleton(Part)
  const generation = await build(inversify(), () => undefined)
  const scope = generation.createScope()
  scope.api.bind(Part).toSelf()
  scope.api
    .bind('request')
    .toConstantValue({ dispose: () => void events.push('the request comes from outside') })
    .onDeactivation(() => void events.push('request deactivated'))
  scope.api.get(Part)
  scope.api.get('request')
  await scope.dispose()
  expect(events).toEqual(['request deactivated', 'part @preDestroy', 'part dispose'])
  await generation.dispose()
})

test('what a handler of onActivation gives in the place of a thing goes in its place', async () => {
  const events: string[] = []
  const Part = recorder(events)
  singleton(Part)
  const Facade = recorder(events, 'facade')
  const Bare = recorder(events, 'bare')
  singleton(Bare)
  const generation = await build(inversify(), (container) => {
    container
      .bind<object>(Part)
      .toSelf()
      .onActivation(() => new Facade())
    container
      .bind<object>(Bare)
      .toSelf()
      .onActivation(async () => Promise.resolve({ close: () => void events.push('closed in its place') }))
    expect(container.get(Part)).toBeInstanceOf(Facade)
    return container.getAsync(Bare)
  })
  await generation.dispose()
  expect(events).toEqual(['closed in its place', 'bare dispose', 'facade @preDestroy', 'facade dispose'])
})

test('a snapshot that is restored changes nothing of how things go', async () => {
  const events: string[] = []
  const [Early, Late] = [recorder(events, 'early'), recorder(events, 'late')]
  singleton(Early)
  singleton(Late)
  const generation = await build(inversify(), (container) => {
    container
      .bind(Early)
      .toSelf()
      .onDeactivation(() => void events.push('early deactivated'))
    container
      .bind(Late)
      .toSelf()
      .onDeactivation(() => void events.push('late deactivated'))
    const early = container.get(Early)
    container.snapshot()
    container.bind('greeting').toConstantValue('Hello')
    container.restore()
    expect(container.isBound('greeting')).toBe(false)
    expect(container.get(Early)).toBe(early)
  })
  const scope = generation.createScope()
  expect(scope.api.get(Late)).toBe(generation.api.get(Late))
  await scope.dispose()
  expect(events).toEqual([])
  await generation.dispose()
  expect(events).toEqual([
    'late @preDestroy',
    'late deactivated',
    'late dispose',
    'early @preDestroy',
    'early deactivated',
    'early dispose',
  ])
  expect(() => generation.api.get(Early)).toThrow(expect.objectContaining({ code: 'HOTSEAT_CONTAINER_DISPOSED' }))
})

test('an asynchronous singleton that failed is told once, and stops no disposal', async () => {
  const events: string[] = []
  const [Part, Never] = [recorder(events), recorder(events, 'never')]
  singleton(Part)
  singleton(Never)
  Object.defineProperty(Never.prototype, 'open', { value: () => Promise.reject(new Error('refused')) })
  initialisedBy(Never, 'open')
  const generation = await build(inversify(), async (container) => {
    container.bind(Part).toSelf()
    container.bind(Never).toSelf()
    container.get(Part)
    await expect(container.getAsync(Never)).rejects.toThrow('calling "open"')
  })
  expect(await complaintsOf(generation.dispose())).toEqual([])
  expect(events).toEqual(['never @preDestroy', 'never dispose', 'part @preDestroy', 'part dispose'])
})
