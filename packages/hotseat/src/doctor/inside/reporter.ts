// Preloaded by `hotseat doctor` into every process of both runs: it watches, and changes nothing that the application sees.
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { assignment, digest, files, type Evidence } from '../evidence.ts'
import { watchRoutes } from './routes.ts'
import { watchServers } from './servers.ts'

/** Milliseconds between two looks at what is asked. */
const interval = 20

type Told<Kind = Evidence> = Kind extends Evidence ? Omit<Kind, 'pid'> : never

function report(folder: string, doctor: number): void {
  const tell = (told: Told): void => {
    appendFileSync(join(folder, files.evidence), `${JSON.stringify({ pid: process.pid, ...told })}\n`)
  }
  const servers = watchServers((server) => tell({ kind: 'listening', server }))
  const routesOf = watchRoutes()
  watchProcess((kind, text) => tell({ kind, text }))

  let answered = 0
  // Node's own, whatever the application makes of timers, and unreferenced: it keeps nothing alive.
  setInterval(() => {
    if (!isAlive(doctor)) {
      rmSync(folder, { recursive: true, force: true })
      process.exit(1)
    }
    const turn = askedIn(folder)
    if (turn <= answered) return
    answered = turn
    const env = Object.entries(process.env).map(([name, value = '']) => [name, digest(value)])
    tell({
      kind: 'snapshot',
      turn,
      snapshot: {
        servers: servers.listening(),
        routes: routesOf(servers.listeners()),
        env: Object.fromEntries(env),
        resources: process.getActiveResourcesInfo(),
      },
    })
  }, interval).unref()
}

/** Looks on where Node tells: with a listener for rejections, the application would live on where it should end. */
function watchProcess(tell: (kind: 'warning' | 'error', text: string) => void): void {
  const emit: unknown = Reflect.get(process, 'emit')
  const watched = (...given: unknown[]): unknown => {
    const [event, thrown, origin] = given
    if (event === 'warning') tell('warning', String(thrown))
    if (event === 'unhandledRejection') tell('error', `unhandledRejection: ${String(thrown)}`)
    // A rejection that nobody listens for comes again as an exception.
    if (event === 'uncaughtExceptionMonitor' && origin === 'uncaughtException')
      tell('error', `uncaughtException: ${String(thrown)}`)
    return typeof emit === 'function' && Reflect.apply(emit, process, given)
  }
  Reflect.set(process, 'emit', watched)
}

/** 0 where that is not to be read: it is being written, or gone with the doctor. */
function askedIn(folder: string): number {
  try {
    return Number(readFileSync(join(folder, files.asked), 'utf8'))
  } catch {
    return 0
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const [, doctor, folder] = /^(\d+):(.+)$/.exec(process.env[assignment] ?? '') ?? []
if (isMainThread && doctor !== undefined && folder !== undefined) report(folder, Number(doctor))
