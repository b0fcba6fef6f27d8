import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import * as six from 'inversify6'
import * as seven from 'inversify7'
import { inversify } from '../src/index.ts'
import { build, rejectionOf } from './support/generations.ts'

test('inversify 7 works as 8 does: order, scopes, deactivation, refusal after disposal', async () => {
  const journal = new Journal()
  const [Database, Service, Handler] = [journal.class('Database'), journal.class('Service'), journal.class('Handler')]
  Reflect.defineMetadata('design:paramtypes', [Database], Service)
  Reflect.defineMetadata('design:paramtypes', [Service], Handler)
  seven.injectable('Singleton')(Database)
  seven.injectable('Singleton')(Service)
  seven.injectable()(Handler)
  seven.preDestroy()(Database.prototype, 'dispose', {})
  const generation = await build(
    inversify(),
    (container) => {
      expect(container).toBeInstanceOf(seven.Container)
      for (const part of [Database, Service, Handler]) container.bind(part).toSelf()
      container
        .bind('user')
        .toDynamicValue(() => 'nobody')
        .inSingletonScope()
        .onDeactivation(() => void journal.disposed.push('user'))
    },
    { import: () => Promise.resolve({ ...seven }) },
  )
  const scope = generation.createScope()
  const handler = scope.api.get(Handler)
  expect(scope.api.get(Service)).toBe(handler.takes[0])
  expect(generation.api.get(Service)).toBe(handler.takes[0])
  expect(scope.api.get('user')).toBe('nobody')
  await scope.dispose()
  expect(journal.disposed).toEqual(['Handler'])
  await generation.dispose()
  expect(journal.disposed).toEqual(['Handler', 'user', 'Service', 'Database'])
  expect(() => generation.api.get(Service)).toThrow(expect.objectContaining({ code: 'HOTSEAT_CONTAINER_DISPOSED' }))
})

test('inversify 6 is refused: it has no plugins, which alone may see the bindings', async () => {
  const building = build(inversify(), () => undefined, { import: () => Promise.resolve({ ...six }) })
  expect(await rejectionOf(building)).toMatchObject({
    code: 'HOTSEAT_INVERSIFY_UNSUPPORTED',
    message: expect.stringContaining('npm install inversify@^8'),
  })
})
