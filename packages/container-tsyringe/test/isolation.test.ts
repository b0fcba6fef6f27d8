import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { tsyringe } from '../src/index.ts'
import { freshTsyringe, singleton, type Tsyringe } from './support/fresh-tsyringe.ts'
import { build, type Application, type Factory } from './support/generations.ts'
import { plain } from './support/planted.ts'

/** What `@hotseat/loader` would not do: every generation gets the same tsyringe. */
function sharedLibrary(): () => Tsyringe {
  const library = freshTsyringe()
  return () => library
}

/** One class that both generations know, as a carried module that does not import tsyringe has it. */
async function checkSharesNothing(factory: Factory, libraryOf: () => Tsyringe): Promise<void> {
  const Clock = new Journal().class('Clock')
  const application: Application = (_container, library) => {
    singleton(library, Clock)
    library.registry([{ token: 'name', useValue: 'Clock' }])(Clock)
  }
  const old = await build(factory, application, { library: libraryOf() })
  const next = await build(factory, application, { library: libraryOf() })
  expect(old.api, 'C2').not.toBe(next.api)
  expect(old.api.resolve(Clock), 'C2').not.toBe(next.api.resolve(Clock))
  expect(next.api.resolveAll('name'), 'C4').toEqual(['Clock'])
  expect(next.api.resolveAll(Clock), 'C4').toHaveLength(1)
  await Promise.all([old.dispose(), next.dispose()])
}

test('C2 C4 generations share no instance, and decorators evaluated again register once', () =>
  checkSharesNothing(tsyringe(), freshTsyringe))

test('C2 C4 planted bug: one tsyringe for all generations', () =>
  expect(checkSharesNothing(plain(), sharedLibrary())).rejects.toThrow('C2'))

test('C4 @injectable({ token }) and registrations for several tokens stay single over many generations', async () => {
  for (let count = 0; count < 5; count += 1) {
    const generation = await build(tsyringe(), (container, library) => {
      const Plugin = new Journal().class('Plugin')
      library.injectable({ token: ['plugin', 'extension'] })(Plugin)
      container.register('both', { useToken: 'plugin' })
    })
    const counts = ['plugin', 'extension', 'both'].map((token) => generation.api.resolveAll(token).length)
    expect(counts).toEqual([1, 1, 1])
    await generation.dispose()
  }
})

test('a module loader that does not give every generation its own tsyringe is refused', async () => {
  const library = freshTsyringe()
  const first = await build(tsyringe(), (container) => container.register('it', { useValue: 'serves' }), { library })
  await expect(build(tsyringe(), () => undefined, { library, generation: 7 })).rejects.toMatchObject({
    code: 'HOTSEAT_TSYRINGE_SHARED',
    message: expect.stringContaining('Generation 7'),
  })
  expect(first.api.resolve('it')).toBe('serves')
})
