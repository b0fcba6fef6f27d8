/**
 * What a load costs in one process, without a listener and without waiting for quiet: milliseconds of each phase of a
 * reload, and microseconds for each module that is instantiated anew.
 *
 * node src/loads.ts [--modules 103,1003,5003] [--libraries tsyringe,inversify] [--saves 30]
 */
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { inversify } from '@hotseat/container-inversify'
import { tsyringe } from '@hotseat/container-tsyringe'
import { createReloader, type Phases, type Watcher, type WatchOptions } from '@hotseat/core'
import { loader } from '@hotseat/loader'
import { generate, type Application, type Library } from './application.ts'
import { median } from './quantiles.ts'

const { values } = parseArgs({
  options: {
    modules: { type: 'string', default: '103,1003,5003' },
    libraries: { type: 'string', default: 'tsyringe,inversify' },
    saves: { type: 'string', default: '30' },
  },
})

const folder = await realpath(await mkdtemp(join(tmpdir(), 'hotseat-loads-')))
try {
  await symlink(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'))
  for (const library of values.libraries.split(',').filter((name) => name === 'tsyringe' || name === 'inversify')) {
    for (const modules of values.modules.split(',').map(Number)) {
      await measure(library, generate(join(folder, `${library}-${modules}`), library, modules))
    }
  }
} finally {
  await rm(folder, { recursive: true })
}

async function measure(library: Library, application: Application): Promise<void> {
  const cache = join(application.folder, 'cache')
  console.log(`\n${application.modules} modules, ${library}`)
  await reloads(library, application, cache, 'start')
  await reloads(library, application, cache, 'start from cache')
}

async function reloads(library: Library, application: Application, cache: string, started: string): Promise<void> {
  const manual = manualWatcher()
  const container = library === 'tsyringe' ? tsyringe() : inversify({ autobind: true })
  const entry = join(application.folder, 'src/app.ts')
  await using reloader = createReloader<unknown>({
    entry,
    watcher: manual.watcher,
    loader: loader({ cache }),
    container,
  })
  /** Milliseconds of the processor for all of a reload: on a busy machine they tell more than those of the clock. */
  const processor: number[] = []
  const swaps: { phases: Phases; instantiated: number }[] = []
  reloader.on('swap', ({ phases, modules }) => swaps.push({ phases, instantiated: modules.instantiated }))
  reloader.on('build-failed', ({ error }) => {
    throw error
  })
  const atStart = process.cpuUsage()
  await reloader.start()
  processor.push(spent(atStart))
  const phasesOf = async (save: (version: number) => unknown, path: string): Promise<void> => {
    swaps.length = 0
    processor.length = 0
    for (let version = 2; version < Number(values.saves) + 2; version += 1) {
      save(version)
      const before = process.cpuUsage()
      manual.changed(join(application.folder, path))
      await reloader.settled()
      processor.push(spent(before))
    }
  }
  row(started, swaps, processor)
  if (started === 'start') return await untilThere(cache)
  await phasesOf((version) => application.saveLeaf(version), 'src/feature-0/model.ts')
  row('a leaf', swaps, processor)
  await phasesOf((version) => application.saveShared(version), 'src/shared.ts')
  row('what all import', swaps, processor)
}

/** The cache is written some time after the start. */
async function untilThere(cache: string): Promise<void> {
  while (!existsSync(cache) || !readdirSync(cache).some((name) => name.endsWith('.pack'))) await setTimeout(50)
}

/** A watcher that reports what it is told, when it is told. */
function manualWatcher(): { readonly watcher: Watcher; changed(path: string): void } {
  const watches: WatchOptions[] = []
  return {
    watcher: {
      name: 'manual',
      capabilities: { quietMs: 0, followsSymlinks: true, fileRoots: true, missingRoots: true, detectsOverflow: true },
      watch: async (options) => {
        watches.push(options)
        return { degraded: false, [Symbol.asyncDispose]: async () => {} }
      },
    },
    changed: (path) => {
      for (const watch of watches) watch.changed([{ path, kind: 'update' }])
    },
  }
}

function spent(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function row(
  what: string,
  swaps: readonly { readonly phases: Phases; readonly instantiated: number }[],
  processor: readonly number[],
): void {
  const of = (phase: keyof Phases): number => median(swaps.map(({ phases }) => phases[phase] ?? 0))
  const instantiated = median(swaps.map((swap) => swap.instantiated))
  const phases = (['load', 'create', 'verify'] as const)
    .map((phase) => `${phase} ${of(phase).toFixed(1)} ms`)
    .join(', ')
  const all = median(processor)
  const each = (all * 1000) / instantiated
  console.log(
    `  ${what.padEnd(16)} ${phases}; processor ${all.toFixed(1)} ms; ${instantiated} modules anew, ${each.toFixed(1)} µs each`,
  )
}
