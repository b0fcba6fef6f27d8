/**
 * Hotseat beside Vite's `ssrLoadModule`, on the same generated application: from the start of the process to the first
 * answer, and from a save to the new text. All in one run and in turns, so that the ratios hold on a busy machine.
 *
 * node src/side-by-side.ts [--modules 103,1003,5003] [--libraries tsyringe,inversify] [--starts 3] [--saves 20]
 */
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { generate, type Application, type Library } from './application.ts'
import { installPackages } from './installed.ts'
import { median, quantile } from './quantiles.ts'
import { RunningServer } from './running-server.ts'

const { values } = parseArgs({
  options: {
    modules: { type: 'string', default: '103,1003,5003' },
    libraries: { type: 'string', default: 'tsyringe,inversify' },
    starts: { type: 'string', default: '3' },
    saves: { type: 'string', default: '20' },
  },
})

/** A tool, and an application of its own to run. */
interface Contender {
  readonly name: string
  readonly application: Application
  readonly command: readonly string[]
  readonly port: number
}

let saved = 1

const folder = await realpath(await mkdtemp(join(tmpdir(), 'hotseat-bench-')))
try {
  installPackages(folder)
  for (const library of values.libraries.split(',').filter((name) => name === 'tsyringe' || name === 'inversify')) {
    for (const modules of values.modules.split(',').map(Number)) await compare(library, modules)
  }
} finally {
  await rm(folder, { recursive: true })
}

async function compare(library: Library, modules: number): Promise<void> {
  const hotseat = await hotseatOf(library, modules)
  const vite = viteOf(library, modules)
  const cold: Record<'hotseat' | 'cached' | 'vite', number[]> = { hotseat: [], cached: [], vite: [] }
  for (let round = 0; round < Number(values.starts); round += 1) {
    await forget(hotseat)
    cold.hotseat.push(await start(hotseat, cached))
    cold.cached.push(await start(hotseat))
    cold.vite.push(await start(vite))
  }
  const leaf = await saves([hotseat, vite], ({ application }, version) => application.saveLeaf(version))
  const shared = await saves([hotseat, vite], ({ application }, version) => application.saveShared(version))

  console.log(`\n${modules} modules, ${library}`)
  row('start to first answer, nothing cached', cold.hotseat, cold.vite)
  row('start to first answer, from the cache', cold.cached, cold.vite)
  row('save to new text, a leaf', leaf[0] ?? [], leaf[1] ?? [])
  row('save to new text, what all import', shared[0] ?? [], shared[1] ?? [])
}

async function hotseatOf(library: Library, modules: number): Promise<Contender> {
  const application = generate(join(folder, `hotseat-${library}-${modules}`), library, modules)
  if (library === 'inversify') {
    const config = `import { inversify } from '@hotseat/container-inversify'\nexport default { container: inversify({ autobind: true }) }\n`
    await writeFile(join(application.folder, 'hotseat.config.mjs'), config)
  }
  const bin = join(folder, 'node_modules/hotseat/dist/bin.js')
  return { name: 'hotseat dev', application, command: [bin, 'dev'], port: 5_210 }
}

function viteOf(library: Library, modules: number): Contender {
  const application = generate(join(folder, `vite-${library}-${modules}`), library, modules)
  const script = join(import.meta.dirname, 'vite-server.ts')
  return { name: 'Vite', application, command: [script, application.folder, library], port: 5_211 }
}

/** What a start may have left for the next one. */
async function forget({ application }: Contender): Promise<void> {
  for (const cache of [application.folder, folder].map((home) => join(home, 'node_modules/.cache'))) {
    await rm(cache, { recursive: true, force: true })
  }
}

/** Hotseat writes its cache some time after the start. */
async function cached(): Promise<void> {
  const cache = join(folder, 'node_modules/.cache/hotseat')
  while (!existsSync(cache) || !readdirSync(cache).some((name) => name.endsWith('.pack'))) await setTimeout(50)
}

async function start(contender: Contender, ready?: () => Promise<void>): Promise<number> {
  await using server = run(contender)
  const time = await server.until('shared 1: item 0 of 1', contender.application.path)
  await ready?.()
  return time
}

function run({ application, command, port }: Contender): RunningServer {
  return new RunningServer(application.folder, command, port)
}

async function saves(
  contenders: readonly Contender[],
  save: (contender: Contender, version: number) => string,
): Promise<number[][]> {
  await using servers = new AsyncDisposableStack()
  const running = contenders.map((contender) => servers.use(run(contender)))
  const times: number[][] = contenders.map(() => [])
  for (let each = -2; each < Number(values.saves); each += 1) {
    saved += 1
    for (const [index, contender] of contenders.entries()) {
      // As a person saves: never on top of the last one's settling. The first two saves start the servers, and warm them.
      await setTimeout(100 + Math.random() * 50)
      const text = save(contender, saved)
      const time = (await running[index]?.until(text, contender.application.path)) ?? Number.NaN
      if (each >= 0) times[index]?.push(time)
    }
  }
  return times
}

function row(what: string, ours: readonly number[], theirs: readonly number[]): void {
  const ratio = median(ours) / median(theirs)
  console.log(`  ${what.padEnd(40)} ${ratio.toFixed(2).padStart(6)}   ${figures(ours)}   Vite ${figures(theirs)}`)
}

function figures(times: readonly number[]): string {
  const [p50, p95] = [0.5, 0.95].map((share) => quantile(times, share).toFixed(0).padStart(6))
  return `p50 ${p50} ms, p95 ${p95} ms`
}
