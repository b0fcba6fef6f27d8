import { messageOf, type Disposal, type ModuleGraph } from '@hotseat/core'
import { onTestFinished, expect, test } from 'vitest'
import { loader } from '../src/index.ts'
import { project, recordLog, type Project } from './project.ts'

const entry = `export { seen } from './a'`
const module = (text: string, tag: number): string => `
  const hot = import.meta.hot
  ${text}
  hot.dispose(() => void __log.push('disposed ${tag}'))
  export const seen = hot.data`

/** Loads the next version of `src/a.ts`, and the entry with it. */
async function next(made: Project, text: string, tag: number): Promise<ModuleGraph> {
  made.write({ 'src/a.ts': module(text, tag) })
  return await made.load()
}

test('hot.data: an instance starts with what the last one of its file has left', async () => {
  const made = project({ 'src/app.ts': entry })
  recordLog()
  const text = `hot.data.list ??= []; hot.data.list.push('x'); hot.data.count = (hot.data.count ?? 0) + 1`
  const graphs = [await next(made, text, 1), await next(made, text, 2), await next(made, text, 3)]
  const [first, second, third] = graphs.map(({ exports }) => exports['seen'])
  expect([first, second, third]).toMatchObject([{ count: 1 }, { count: 2 }, { count: 3 }])
  expect(third).toMatchObject({ list: ['x', 'x', 'x'] })
})

test('hot.data of a carried module is its own, and what it leaves later is there for the next one', async () => {
  const made = project({ 'src/app.ts': entry })
  recordLog()
  const first = await next(made, '', 1)
  made.write({ 'src/app.ts': `${entry} // changed` })
  const second = await made.load()
  expect(second.exports['seen']).toBe(first.exports['seen'])
  first.release()
  Object.assign(second.exports['seen'] ?? {}, { late: true })
  expect((await next(made, '', 2)).exports['seen']).toEqual({ late: true })
})

/** @throws unless a build that fails leaves nothing in what the next attempt starts with */
async function checkNotSpoiled(spoil: string): Promise<void> {
  const made = project({ 'src/app.ts': entry })
  recordLog()
  const first = await next(made, 'hot.data.count = 1', 1)
  await expect(next(made, `${spoil}; throw new Error('no')`, 2)).rejects.toThrow('no')
  const third = await next(made, 'hot.data.count += 1', 3)
  expect([first, third].map(({ exports }) => exports['seen'])).toEqual([{ count: 1 }, { count: 2 }])
}

test('hot.data is not spoiled by a build that fails', () => checkNotSpoiled('hot.data.count = 10'))

test('hot.data: the check catches an attempt that changes what the next one gets', async () => {
  onTestFinished(() => void Reflect.deleteProperty(globalThis, '__left'))
  const made = project({ 'src/app.ts': entry })
  recordLog()
  await next(made, 'globalThis.__left = hot.data; hot.data.count = 1', 1)
  await expect(next(made, `__left.count = 10; throw new Error('no')`, 2)).rejects.toThrow('no')
  expect((await next(made, '', 3)).exports['seen']).toEqual({ count: 10 })
})

test('hot.data of a file goes with the last instance of it', async () => {
  const made = project({ 'src/app.ts': entry })
  recordLog()
  const text = 'hot.data.runs = (hot.data.runs ?? 0) + 1'
  const first = await next(made, text, 1)
  made.write({ 'src/app.ts': 'export const seen = 0' })
  await made.load()
  await first.release()
  made.write({ 'src/app.ts': entry })
  expect((await made.load()).exports['seen']).toEqual({ runs: 1 })
})

/** @throws unless a dispose callback is called once, when no generation has the instance any more */
async function checkDisposedLast(release: (graph: ModuleGraph) => unknown): Promise<void> {
  const log = recordLog()
  const made = project({ 'src/app.ts': entry })
  const first = await next(made, '', 1)
  made.write({ 'src/app.ts': `${entry} // carries a` })
  const second = await made.load()
  await release(first)
  expect(log, 'it is carried').toEqual([])
  const third = await next(made, '', 3)
  expect(log, 'the old instance serves').toEqual([])
  await release(second)
  await release(second)
  expect(log).toEqual(['disposed 1'])
  await release(third)
  expect(log).toEqual(['disposed 1', 'disposed 3'])
}

test('hot.dispose is called once no generation has the instance, not before', () =>
  checkDisposedLast((graph) => graph.release()))

test('hot.dispose: the check catches a release that does not call it', async () => {
  await expect(checkDisposedLast(() => {})).rejects.toThrow('to deeply equal')
})

test('hot.dispose: what was registered last goes first, and is awaited; it may still import', async () => {
  const log = recordLog()
  const made = project({
    'src/app.ts': `
      import './a'
      import.meta.hot?.dispose(async () => { await null; const { b } = await import('./b'); __log.push('app ' + b) })`,
    'src/a.ts': `
      import.meta.hot?.dispose(() => void __log.push('a 1'))
      import.meta.hot?.dispose(async () => { await null; __log.push('a 2') })`,
    'src/b.ts': `import.meta.hot?.dispose(() => void __log.push('b')); export const b = 'b'`,
  })
  const graph = await made.load()
  await graph.release()
  expect(log).toEqual(['app b', 'a 2', 'a 1', 'b'])
})

test('hot.dispose that throws, rejects or hangs is told of with its file, and stops nothing', async () => {
  const log = recordLog()
  const made = project({
    'src/app.ts': `import './throws'; import './rejects'; import './hangs'; import './fine'`,
    'src/throws.ts': `import.meta.hot?.dispose(() => { throw new Error('one') })`,
    'src/rejects.ts': `import.meta.hot?.dispose(async () => { throw new Error('two') })`,
    'src/hangs.ts': `import.meta.hot?.dispose(() => new Promise(() => {}))`,
    'src/fine.ts': `import.meta.hot?.dispose(() => void __log.push('fine'))`,
  })
  const graph = await made.load({ disposeTimeout: 40 })
  const error: unknown = await Promise.resolve(graph.release()).catch((reason: unknown) => reason)
  if (!(error instanceof AggregateError)) expect.fail('no error')
  expect(error.errors.map(messageOf).toSorted()).toEqual([
    expect.stringContaining(`import.meta.hot of ${made.path('src/hangs.ts')} had not finished`),
    `import.meta.hot of ${made.path('src/rejects.ts')} failed to dispose: two`,
    `import.meta.hot of ${made.path('src/throws.ts')} failed to dispose: one`,
  ])
  expect(log).toEqual(['fine'])
})

test('I5 of a build that fails, what it has begun is handed over to be disposed', async () => {
  const log = recordLog()
  const made = project({ 'src/app.ts': `import './a'; throw new Error('no')`, 'src/a.ts': module('', 1) })
  const adopted: Disposal[] = []
  await expect(made.load({ adopt: (disposal) => void adopted.push(disposal) })).rejects.toThrow('no')
  expect(log).toEqual([])
  for (const each of adopted) await each.dispose()
  expect(log).toEqual(['disposed 1'])
  // Without anybody to hand it to, the load does it.
  await expect(made.load()).rejects.toThrow('no')
  expect(log).toEqual(['disposed 1', 'disposed 1'])
})

test('hot.dispose of a build that was overtaken is called at once when it comes too late', async () => {
  const log = recordLog()
  const waiting = Promise.withResolvers<void>()
  Reflect.set(globalThis, '__waiting', waiting.promise)
  onTestFinished(() => void Reflect.deleteProperty(globalThis, '__waiting'))
  const made = project({ 'src/app.ts': entry })
  const controller = new AbortController()
  made.write({ 'src/a.ts': module(`__log.push('runs'); await __waiting`, 1) })
  const loading = made.load({ signal: controller.signal })
  await expect.poll(() => log).toEqual(['runs'])
  controller.abort(new Error('overtaken'))
  await expect(loading).rejects.toThrow('overtaken')
  expect(log).toEqual(['runs'])
  waiting.resolve()
  await expect.poll(() => log).toEqual(['runs', 'disposed 1'])
})

test('hot.prune is called when no generation has an instance of the file', async () => {
  const log = recordLog()
  const made = project({ 'src/app.ts': entry })
  const prune = (tag: number): string => `hot.prune(() => void __log.push('pruned ${tag}'))`
  const first = await next(made, prune(1), 1)
  const second = await next(made, prune(2), 2)
  await first.release()
  expect(log).toEqual(['disposed 1'])
  made.write({ 'src/app.ts': 'export const seen = 0' })
  await made.load()
  await second.release()
  expect(log).toEqual(['disposed 1', 'disposed 2', 'pruned 2'])
})

test('hot.data that is filled only in dispose is too late, and a warning says so', async () => {
  recordLog()
  const warned = Promise.withResolvers<Error>()
  process.once('warning', warned.resolve)
  const made = project({ 'src/app.ts': entry })
  const first = await next(made, 'hot.dispose((data) => { data.socket = 1 })', 1)
  await next(made, '', 2)
  await first.release()
  expect(await warned.promise).toMatchObject({
    code: 'HOTSEAT_LOADER_HOT_DATA_LOST',
    message: expect.stringContaining('import.meta.hot.data.socket'),
  })
})

test('hot has what code written for Vite calls; installed packages have none', async () => {
  const made = project(
    {
      'src/app.ts': `
        import { hot as own } from 'own'
        const hot = import.meta.hot
        hot.accept(); hot.accept('./a', () => {}); hot.acceptExports('x'); hot.decline(); hot.invalidate('why')
        hot.on('vite:beforeUpdate', () => {}); hot.off('vite:beforeUpdate', () => {}); hot.send('x', {})
        export const seen = [typeof hot.data, own]`,
      'node_modules/own/package.json': '{ "name": "own", "type": "module", "exports": "./index.js" }',
      'node_modules/own/index.js': 'export const hot = import.meta.hot',
    },
    { loader: loader() },
  )
  expect((await made.load({ perGeneration: ['own'] })).exports['seen']).toEqual(['object', undefined])
})
