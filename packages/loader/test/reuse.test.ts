import { createSourceCache, nodeFileSystem, type SourceFiles } from '@hotseat/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loader } from '../src/index.ts'
import { call, decorated, installed, project, recordLog, type ProjectOptions } from './project.ts'

/** A world of modules `0…size-1`: what each imports, and its content by version. */
interface World {
  readonly imports: number[][]
  readonly versions: number[]
}

type Edit = { readonly kind: 'touch' | 'rewrite' | 'import'; readonly module: number; readonly other: number }

interface History {
  readonly world: World
  /** The edits before each load. */
  readonly edits: readonly (readonly Edit[])[]
}

const history: fc.Arbitrary<History> = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc.record({
    world: fc.record({
      imports: fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }),
      versions: fc.constant(Array.from({ length: size }, () => 0)),
    }),
    edits: fc.array(
      fc.array(
        fc.record({
          kind: fc.constantFrom('touch' as const, 'rewrite' as const, 'import' as const),
          module: fc.nat(size - 1),
          other: fc.nat(size - 1),
        }),
        { maxLength: 3 },
      ),
      { minLength: 1, maxLength: 4 },
    ),
  }),
)

function source({ imports, versions }: World, self: number): string {
  const targets = imports[self] ?? []
  return [
    ...targets.map((to, index) => `import * as i${index} from './m${to}'`),
    `globalThis.__log.push('${self}')`,
    `export const value = () => 'm${self} v${versions[self]}'`,
    `export const dependencies = [${targets.map((_, index) => `i${index}`).join()}]`,
  ].join('\n')
}

function apply(world: World, edit: Edit): void {
  const { module, other } = edit
  if (edit.kind === 'rewrite') world.versions[module] = (world.versions[module] ?? 0) + 1
  if (edit.kind === 'import') {
    const targets = world.imports[module] ?? []
    world.imports[module] = targets.includes(other) ? targets.filter((to) => to !== other) : [...targets, other]
  }
}

function reachable({ imports }: World): Set<number> {
  const found = new Set([0])
  for (const module of found) for (const to of imports[module] ?? []) found.add(to)
  return found
}

/** The reuse rule, word by word: the greatest set of unchanged, loaded modules all of whose imports are in it. */
function carriedByRule(world: World, before: World | undefined): Set<number> {
  if (!before) return new Set()
  const loaded = reachable(before)
  const text = (of: World, module: number): string => source(of, module)
  const carried = new Set([...reachable(world)].filter((module) => loaded.has(module)))
  for (const module of carried) if (text(world, module) !== text(before, module)) carried.delete(module)
  for (let size = -1; size !== carried.size;) {
    size = carried.size
    for (const module of carried) if (!world.imports[module]?.every((to) => carried.has(to))) carried.delete(module)
  }
  return carried
}

/** All that the entry reaches, as a module tells it. */
function valuesFrom(namespace: unknown, seen: Set<unknown> = new Set()): string[] {
  if (typeof namespace !== 'object' || namespace === null || seen.has(namespace)) return []
  seen.add(namespace)
  const value: unknown = Reflect.get(namespace, 'value')
  const dependencies: unknown = Reflect.get(namespace, 'dependencies')
  const own = typeof value === 'function' ? [String(Reflect.apply(value, undefined, []))] : []
  return [...own, ...(Array.isArray(dependencies) ? dependencies : []).flatMap((each) => valuesFrom(each, seen))]
}

/** @throws unless, load by load, exactly the modules that the rule does not carry are instantiated */
async function checkReuseRule({ world: start, edits }: History, options: ProjectOptions): Promise<void> {
  const world: World = structuredClone(start)
  const files = (): Record<string, string> =>
    Object.fromEntries(world.versions.map((_, module) => [`m${module}.js`, source(world, module)]))
  const log = recordLog()
  const { load, write } = project(files(), options)
  let before: World | undefined
  for (const batch of [[], ...edits]) {
    for (const edit of batch) apply(world, edit)
    write(files())
    log.length = 0
    const graph = await load({ entry: 'm0.js' })
    const carried = carriedByRule(world, before)
    const instantiated = [...reachable(world)].filter((module) => !carried.has(module))
    expect(log.toSorted()).toEqual(instantiated.map(String).toSorted())
    expect(graph.stats).toEqual({ carried: carried.size, instantiated: instantiated.length })
    const values = [...reachable(world)].map((module) => `m${module} v${world.versions[module]}`)
    expect(valuesFrom(graph.exports).toSorted()).toEqual(values.toSorted())
    before = structuredClone(world)
  }
}

const runs = { numRuns: 60 }

test('L2 a module is carried if and only if it and all that it imports are unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (each) => await checkReuseRule(each, {})),
    runs,
  )
})

test('L2 the property catches a loader that carries nothing', async () => {
  const broken = { loader: loader({ reuse: false }) }
  await expect(
    fc.assert(
      fc.asyncProperty(history, async (each) => await checkReuseRule(each, broken)),
      runs,
    ),
  ).rejects.toThrow('Property failed')
})

test('L2 the property catches a loader that carries what has changed', async () => {
  const real = createSourceCache(nodeFileSystem)
  const stale = new Map<string, string>()
  const files: SourceFiles = {
    read: (path) => real.read(path),
    hash(path) {
      const hash = stale.get(path) ?? real.hash(path)
      if (path.endsWith('m1.js')) stale.set(path, hash)
      return hash
    },
  }
  await expect(
    fc.assert(
      fc.asyncProperty(history, async (each) => await checkReuseRule(each, { files })),
      { ...runs, numRuns: 200 },
    ),
  ).rejects.toThrow('Property failed')
})

/** @throws unless a content of a file is read, and so compiled, once */
async function checkCompiledOnce(wrap: (files: SourceFiles) => SourceFiles): Promise<void> {
  const reads: string[] = []
  const real = createSourceCache(nodeFileSystem)
  const files = wrap({
    hash: (path) => real.hash(path),
    read(path) {
      if (path.endsWith('.ts')) reads.push(path)
      return real.read(path)
    },
  })
  const { load, write, path } = project(
    { 'src/app.ts': `export * from './a'`, 'src/a.ts': 'export const a = 1' },
    { files, loader: loader({ reuse: false }) },
  )
  const first = await load()
  await load()
  expect(reads).toEqual([path('src/app.ts'), path('src/a.ts')])
  write({ 'src/a.ts': 'export const a = 2' })
  const second = await load()
  // As long as a generation has it, a former content is not compiled anew either.
  write({ 'src/a.ts': 'export const a = 1' })
  const third = await load()
  expect(reads).toEqual([path('src/app.ts'), path('src/a.ts'), path('src/a.ts')])
  expect([first, second, third].map(({ exports }) => exports['a'])).toEqual([1, 2, 1])
}

test('L1 every content of a file is compiled once', async () => {
  await checkCompiledOnce((files) => files)
})

test('L1 the check catches a loader that compiles for every generation', async () => {
  let reads = 0
  const unstable = (files: SourceFiles): SourceFiles => ({
    read: (path) => files.read(path),
    hash: (path) => (path.endsWith('.ts') ? `${files.hash(path)}${reads++}` : files.hash(path)),
  })
  await expect(checkCompiledOnce(unstable)).rejects.toThrow('to deeply equal')
})

test('L2 packages of which every generation needs its own, and what imports them, are never carried', async () => {
  const { load, link } = project({
    ...decorated,
    'src/app.ts': `import 'reflect-metadata'; export { container } from 'tsyringe'; export { plain } from './plain'; export { service } from './service'`,
    'src/plain.ts': 'export const plain = {}',
    'src/service.ts': `import { injectable } from 'tsyringe'; export const service = { injectable }`,
  })
  for (const name of ['tsyringe', 'reflect-metadata']) link(installed(name), `node_modules/${name}`)
  const perGeneration = ['tsyringe']
  const first = await load({ perGeneration })
  const second = await load({ perGeneration })
  expect(second.exports['plain']).toBe(first.exports['plain'])
  expect(second.exports['service']).not.toBe(first.exports['service'])
  expect(second.exports['container']).not.toBe(first.exports['container'])
  expect((await second.import('tsyringe'))['container']).toBe(second.exports['container'])
  expect(second.stats).toEqual({ carried: 1, instantiated: 2 })
  const third = await load()
  expect((await load()).exports['container']).toBe(third.exports['container'])
})

test('L2 an import that comes to mean another file is a change', async () => {
  const { load, write } = project({
    'src/app.ts': `import { name } from './thing'; export const seen = () => name`,
    'src/thing/index.ts': `export const name = 'folder'`,
  })
  expect(call(await load(), 'seen')).toBe('folder')
  write({ 'src/thing.ts': `export const name = 'file'` })
  expect(call(await load(), 'seen')).toBe('file')
  write({ 'src/thing.ts': undefined })
  expect(call(await load(), 'seen')).toBe('folder')
})

test('L2 a module that failed is not carried, nor is the graph that it was in', async () => {
  const log = recordLog()
  const { load, write } = project({
    'src/app.ts': `import './ok'; import './bad'; __log.push('app')`,
    'src/ok.ts': `__log.push('ok')`,
    'src/bad.ts': `throw new Error('bad')`,
  })
  await expect(load()).rejects.toThrow('bad')
  write({ 'src/bad.ts': '' })
  await load()
  await load()
  expect(log).toEqual(['ok', 'ok', 'app'])
})
