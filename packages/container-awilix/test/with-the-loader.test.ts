import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSourceCache, nodeFileSystem, type Container } from '@hotseat/core'
import { loader } from '@hotseat/loader'
import type { AwilixContainer } from 'awilix'
import { expect, onTestFinished, test } from 'vitest'
import { build } from './support/generations.ts'

const files = {
  'package.json': '{"type":"module"}',
  'app.ts': `
    import { asClass, asFunction, asValue, type AwilixContainer } from 'awilix'
    import { Greeter } from './greeter.ts'
    import { journal } from './journal.ts'
    export function configure(container: AwilixContainer) {
      container.register({
        journal: asValue(journal),
        greeter: asClass(Greeter).singleton(),
        session: asFunction(({ greeter }) => ({ greeter, dispose: () => journal.push('session') })).scoped(),
      })
    }`,
  'greeter.ts': `
    export class Greeter {
      readonly text = 'Hello, Version 1!'
      readonly #journal: string[]
      constructor({ journal }: { readonly journal: string[] }) { this.#journal = journal }
      dispose() { this.#journal.push(this.text) }
    }`,
  // It imports nothing that changes: the loader carries it.
  'journal.ts': `export const journal: string[] = []`,
}

test('C1 C2 with the loader, an edit makes a container of new classes beside the old one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hotseat-awilix-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await symlink(join(import.meta.dirname, '..', 'node_modules'), join(folder, 'node_modules'))
  const save = async (all: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text)
  }
  const modules = loader()
  const sources = createSourceCache(nodeFileSystem)
  const generationOf = async (generation: number): Promise<Container<AwilixContainer>> => {
    const { signal } = new AbortController()
    const graph = await modules.load(join(folder, 'app.ts'), { generation, signal, perGeneration: [], files: sources })
    onTestFinished(async () => void (await graph.release()))
    const { configure } = graph.exports
    if (typeof configure !== 'function') return expect.fail('There is no configure.')
    return await build((container) => void configure(container), { import: (specifier) => graph.import(specifier) })
  }

  await save(files)
  const first = await generationOf(1)
  const old = first.createScope()
  expect(old.api.resolve('session')).toMatchObject({ greeter: { text: 'Hello, Version 1!' } })
  await save({ 'greeter.ts': files['greeter.ts'].replace('1', '2') })
  const second = await generationOf(2)
  expect(second.api.resolve('greeter')).toMatchObject({ text: 'Hello, Version 2!' })
  expect(first.api.resolve('greeter')).toMatchObject({ text: 'Hello, Version 1!' })

  const journal: unknown = second.api.resolve('journal')
  await first.dispose()
  expect(journal).toEqual(['session', 'Hello, Version 1!'])
  await second.dispose()
  expect(journal).toEqual(['session', 'Hello, Version 1!', 'Hello, Version 2!'])
})
