/**
 * From a save to the first answer with the new text, on the hello demo; and, in the same run, what no tool that restarts
 * can do better than: node starting the compiled application until it answers.
 *
 * node src/save-to-new.ts [saves]
 */
import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout } from 'node:timers/promises'
import { median, summary } from './quantiles.ts'
import { RunningServer } from './running-server.ts'

const saves = Number(process.argv[2] ?? 100)
const restarts = 10
const port = 5_210
const demo = dirname(fileURLToPath(import.meta.resolve('hello-express-tsyringe/package.json')))

// Beside its packages, and out of the way of the demo itself.
const folder = await mkdtemp(join(demo, '.bench-'))
try {
  for (const name of ['src', 'tsconfig.json', 'package.json']) {
    await cp(join(demo, name), join(folder, name), { recursive: true })
  }
  const restarted = await restart()
  const reloads = await reload()
  report('save to new text, hotseat dev', reloads)
  report('node dist/main.js to first answer', restarted)
  console.log(`ratio of the medians: ${(median(reloads) / median(restarted)).toFixed(3)}`)
} finally {
  await rm(folder, { recursive: true })
}

async function reload(): Promise<number[]> {
  const greeter = join(folder, 'src/greeter.ts')
  const source = await readFile(greeter, 'utf8')
  const bin = join(dirname(fileURLToPath(import.meta.resolve('hotseat'))), 'bin.ts')
  await using server = new RunningServer(folder, [bin, 'dev'], port)
  await server.until('Hello, Version 1!')
  const times: number[] = []
  for (let version = 2; version < saves + 2; version += 1) {
    // As a person saves: never on top of the last one's settling.
    await setTimeout(100 + Math.random() * 50)
    await writeFile(greeter, source.replace('Version 1', `Version ${version}`))
    times.push(await server.until(`Hello, Version ${version}!`))
  }
  return times
}

async function restart(): Promise<number[]> {
  execFileSync('tsc', ['-p', 'tsconfig.json', '--outDir', 'dist', '--incremental', 'false'], { cwd: folder })
  const times: number[] = []
  for (let each = 0; each < restarts; each += 1) {
    await using server = new RunningServer(folder, ['dist/main.js'], port + 1)
    times.push(await server.until('Hello, Version 1!'))
  }
  return times
}

function report(what: string, times: readonly number[]): void {
  console.log(`${what}: ${summary(times)}`)
}
