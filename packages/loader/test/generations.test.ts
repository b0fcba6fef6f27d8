import { createReloader, type ContainerFactory, type Reloader, type ReloaderEvents, type Watcher } from '@hotseat/core'
import { onTestFinished, expect, test } from 'vitest'
import { project, recordLog, type Project } from './project.ts'

/** Tells of nothing: these tests ask for each reload. */
const watcher: Watcher = {
  name: 'none',
  capabilities: { quietMs: 0, followsSymlinks: true, fileRoots: true, missingRoots: true, detectsOverflow: true },
  watch: async () => ({ degraded: false, [Symbol.asyncDispose]: async () => undefined }),
}

/** What an entry puts into it in `configure`. */
type Api = Record<string, () => unknown>

const container: ContainerFactory<Api> = {
  name: 'none',
  async create(configure, context) {
    const api: Api = {}
    await configure(api, context)
    return { api, createScope: () => ({ api, dispose: async () => undefined }), dispose: async () => undefined }
  },
}

interface Running {
  readonly made: Project
  readonly reloader: Reloader<Api>
  readonly failed: ReloaderEvents['dispose-failed'][]
  /** Resolves when one more generation has been disposed. */
  readonly disposed: () => Promise<void>
  readonly save: (files: Record<string, string>) => Promise<void>
}

async function run(files: Record<string, string>, load: (made: Project) => Project['loader']): Promise<Running> {
  const made = project(files)
  const entry = made.path('src/app.ts')
  const reloader = createReloader<Api>({ entry, watcher, loader: load(made), container, disposeTimeout: 400 })
  const failed: ReloaderEvents['dispose-failed'][] = []
  reloader.on('dispose-failed', (event) => void failed.push(event))
  onTestFinished(() => reloader.stop())
  await reloader.start()
  return {
    made,
    reloader,
    failed,
    async disposed() {
      const event = Promise.withResolvers<unknown>()
      const off = reloader.on('disposed', event.resolve)
      await event.promise.finally(off)
    },
    async save(changed) {
      made.write(changed)
      await reloader.reload()
    },
  }
}

const hot = {
  'src/app.ts': `
    import './socket'
    export function configure() {}`,
  'src/socket.ts': `import.meta.hot?.dispose(() => { __log.push('closed 1'); throw new Error('cannot close') })`,
}

/** @throws unless what is replaced is disposed when its last request has ended, and what goes wrong then is told of by file */
async function checkDisposal(load: (made: Project) => Project['loader']): Promise<void> {
  const log = recordLog()
  const { reloader, save, failed, disposed, made } = await run(hot, load)
  using lease = reloader.acquire()
  await save({ 'src/socket.ts': `import.meta.hot?.dispose(() => void __log.push('closed 2'))` })
  expect(reloader.seat).toEqual({ kind: 'generation', generation: 2 })
  expect(log, 'before the drain').toEqual([])
  const gone = disposed()
  lease.release()
  await gone
  expect(log).toEqual(['closed 1'])
  const message = `import.meta.hot of ${made.path('src/socket.ts')} failed to dispose: cannot close`
  expect(failed).toMatchObject([{ generation: 1, error: { code: 'HOTSEAT_DISPOSE_FAILED', message } }])
  await reloader.stop()
  expect(log).toEqual(['closed 1', 'closed 2'])
}

test('I2 I12 hot.dispose is called after the drain, and an error in it is told of by its file', () =>
  checkDisposal(({ loader }) => loader))

test('I2 the check catches a loader that disposes the old when it has loaded the new', async () => {
  const eager = ({ loader }: Project): Project['loader'] => {
    let last: { release(): unknown } | undefined
    return {
      ...loader,
      async load(entry, context) {
        const graph = await loader.load(entry, context)
        await Promise.allSettled([last?.release()])
        last = graph
        return graph
      },
    }
  }
  await expect(checkDisposal(eager)).rejects.toThrow('before the drain')
})

test('I3 I5 a build that fails disposes what it has begun, and tells what goes wrong', async () => {
  const log = recordLog()
  const { reloader, save, failed, made } = await run(hot, ({ loader }) => loader)
  await save({ 'src/app.ts': `import './other'; throw new Error('no')`, 'src/other.ts': hot['src/socket.ts'] })
  expect(reloader.failure?.message).toContain('no')
  expect(reloader.seat).toEqual({ kind: 'generation', generation: 1 })
  await expect.poll(() => log).toEqual(['closed 1'])
  await expect
    .poll(() => failed.map(({ error }) => error.message))
    .toEqual([`import.meta.hot of ${made.path('src/other.ts')} failed to dispose: cannot close`])
})

const lazy = {
  'src/app.ts': `
    import { version } from './carried'
    export function configure(api) {
      api.version = version
      // What a generation starts goes on in it.
      const started = Promise.withResolvers()
      api.later = async () => { started.resolve(); return await background }
      const background = started.promise.then(async () => await version())
    }`,
  'src/carried.ts': `export const version = async () => (await import('./value')).value`,
  'src/value.ts': 'export const value = 1',
}

type Ask = (running: Running) => Promise<readonly unknown[]>

/** @throws unless a carried module imports, in the order of `asks`, what is of `expected` versions */
async function checkRequester(
  load: (made: Project) => Project['loader'],
  ask: Ask,
  expected: readonly number[],
): Promise<void> {
  const running = await run(lazy, load)
  expect(await ask(running)).toEqual(expected)
}

const inRequests: Ask = async ({ reloader, save, disposed }) => {
  const seen: unknown[] = []
  const leases = [reloader.acquire()]
  const versionIn = async (index: number): Promise<void> => {
    const lease = leases[index] ?? expect.fail('no lease')
    const { api } = lease
    seen.push(await lease.run(async () => await api['version']?.()))
  }
  for (const value of [2, 3]) {
    await save({ 'src/value.ts': `export const value = ${value}`, 'src/app.ts': `${lazy['src/app.ts']} // ${value}` })
    leases.push(reloader.acquire())
  }
  const outside = leases[2]?.api['version']
  for (const index of [0, 1, 2, 0]) await versionIn(index)
  const [first] = leases
  const old = first?.api['version'] ?? expect.fail('no function')
  const gone = disposed()
  first?.release()
  await gone
  // It is not of a generation any more; the function is, of two.
  seen.push(await first?.run(async () => await old()), await outside?.())
  for (const lease of leases) lease.release()
  return seen
}

const ofOneGeneration: Parameters<typeof run>[1] = ({ loader }) => ({
  ...loader,
  // Nobody knows whose code it is that runs.
  async load(entry, context) {
    const graph = await loader.load(entry, { ...context, generation: 0 })
    return {
      ...graph,
      exports: graph.exports,
      stats: graph.stats,
      import: async (name) => await graph.import(name),
      release: () => graph.release(),
    }
  },
})

test('L3 a carried module imports for the generation of the request, however many hold it, then for the newest', async () => {
  await checkRequester(({ loader }) => loader, inRequests, [1, 2, 3, 1, 3, 3])
})

test('L3 the check catches a loader that does not know whose request it is', async () => {
  await expect(checkRequester(ofOneGeneration, inRequests, [1, 2, 3, 1, 3, 3])).rejects.toThrow('to deeply equal')
})

const inBackground: Ask = async ({ reloader, save }) => {
  using lease = reloader.acquire()
  const { later } = lease.api
  await save({ 'src/value.ts': 'export const value = 2', 'src/app.ts': `${lazy['src/app.ts']} // 2` })
  using next = reloader.acquire()
  return [await later?.(), await next.api['later']?.()]
}

test('L3 what a generation has started in configure() imports for it, also without a request', async () => {
  await checkRequester(({ loader }) => loader, inBackground, [1, 2])
})

test('L3 the check catches a loader that does not follow what a generation starts', async () => {
  await expect(checkRequester(ofOneGeneration, inBackground, [1, 2])).rejects.toThrow('to deeply equal')
})
