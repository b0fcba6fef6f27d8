import { setTimeout } from 'node:timers/promises'
import { ask, noAnswer, type Answer } from './ask.ts'
import { start, type Child, type Command } from './child.ts'
import { digest, type Evidence, type ListeningServer, type Snapshot } from './evidence.ts'
import { openJournal, type Journal } from './journal.ts'
import { pathsOf } from './paths.ts'
import { untilFree } from './ports.ts'

export interface RunOptions {
  readonly command: Command
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** To be asked; with `listed`, also what the application says that it answers. */
  readonly paths: readonly string[]
  readonly listed: boolean
  /** Whether what it wrote to stderr says that it will not come to listen. */
  readonly gaveUp: (stderr: string) => boolean
  /** Makes the error of an application that does not come to listen. */
  readonly failed: (how: string, lastWords: string) => Error
}

/** What was seen of the application in one run. */
export interface Run {
  readonly servers: readonly ListeningServer[]
  readonly routes: readonly string[]
  /** All that was asked of every HTTP server. */
  readonly paths: readonly string[]
  /** By server, in the order in which they are, and path: what came for asking twice. */
  readonly answers: readonly ReadonlyMap<string, readonly Answer[]>[]
  /** What has become of the environment that it was given: digests of new values, undefined for what was removed. */
  readonly env: ReadonlyMap<string, string | undefined>
  readonly warnings: readonly string[]
  readonly errors: readonly string[]
  /** All that was written there, and what of it was told as well, by whichever process. */
  readonly stderr: { readonly written: string; readonly told: readonly string[] }
  /** When idle, sorted. */
  readonly resources: readonly string[]
  /** How it ended before it was asked to. */
  readonly ended: string | undefined
  /** Milliseconds from its start to its first answer; undefined where it speaks no HTTP. */
  readonly firstAnswer: number | undefined
}

/** Milliseconds: to come to listen; to answer then; without news until all ports count as open; to become idle. */
const patience = { start: 60_000, answer: 10_000, quiet: 1_000, idle: 3_000, look: 20, settle: 200 } as const

/** Runs an application once, to its end; its ports are free again after it. */
export async function run({ command, cwd, env, paths, listed, gaveUp, failed }: RunOptions): Promise<Run> {
  using journal = openJournal(env['NODE_OPTIONS'])
  const given = { ...env, ...journal.env }
  const begun = performance.now()
  const servers: ListeningServer[] = []
  try {
    await using child = start(command, cwd, given)
    const pid = await listening(journal, child, gaveUp, failed)
    const mine = (): readonly Evidence[] => journal.read().filter((each) => each.pid === pid)
    const firstAnswer = await answering(mine, child, begun)
    await quiet(mine)
    const first = await snapshot(journal, mine, child)
    servers.push(...first.servers)
    const asked = [...new Set(['/', ...paths, ...(listed ? pathsOf(first.routes) : [])])]
    const answers = await askAll(first.servers, asked, child)
    const { env: found, resources } = await idle(journal, mine, child, first)
    const told = (all: readonly Evidence[], ...kinds: readonly string[]): string[] =>
      all.flatMap((each) => ('text' in each && kinds.includes(each.kind) ? [each.text] : []))
    return {
      servers: first.servers,
      routes: first.routes,
      paths: asked,
      answers,
      env: changes(given, found),
      warnings: told(mine(), 'warning'),
      errors: told(mine(), 'error'),
      stderr: { written: child.stderr(), told: told(journal.read(), 'warning', 'error') },
      resources,
      ended: child.ended(),
      firstAnswer,
    }
  } finally {
    await untilFree(servers)
  }
}

/** @returns the process which is the application: what runs it may have sockets of its own, but no ports */
async function listening(
  journal: Journal,
  child: Child,
  gaveUp: RunOptions['gaveUp'],
  failed: RunOptions['failed'],
): Promise<number> {
  const until = performance.now() + patience.start
  for (;;) {
    const found = journal.read().find((each) => each.kind === 'listening' && isPort(each.server))
    if (found) return found.pid
    const ended = child.ended()
    if (ended !== undefined) throw failed(ended, child.lastWords())
    if (gaveUp(child.stderr())) throw failed('does not build', child.lastWords())
    if (performance.now() > until) throw failed(`opened no port in ${patience.start / 1000} s`, child.lastWords())
    await setTimeout(patience.look)
  }
}

function isPort({ port, protocol }: ListeningServer): boolean {
  return port !== undefined || protocol !== 'other'
}

async function answering(mine: () => readonly Evidence[], child: Child, begun: number): Promise<number | undefined> {
  const server = mine()
    .flatMap((each) => (each.kind === 'listening' ? [each.server] : []))
    .find(isPort)
  if (server === undefined || server.protocol === 'other') return undefined
  const until = performance.now() + patience.answer
  while (child.ended() === undefined && performance.now() < until) {
    const { status } = await ask(server, '/')
    if (status !== undefined) return performance.now() - begun
    await setTimeout(patience.look)
  }
  return undefined
}

/** Resolves when there has been no news of ports for a while. */
async function quiet(mine: () => readonly Evidence[]): Promise<void> {
  const count = () => mine().filter(({ kind }) => kind === 'listening').length
  for (let before = -1; before !== count();) {
    before = count()
    await setTimeout(patience.quiet)
  }
}

const nothing: Snapshot = { servers: [], routes: [], env: {}, resources: [] }

async function snapshot(
  journal: Journal,
  mine: () => readonly Evidence[],
  child: Child,
  otherwise = nothing,
): Promise<Snapshot> {
  const turn = journal.askForSnapshot()
  const until = performance.now() + patience.start
  while (child.ended() === undefined && performance.now() < until) {
    for (const each of mine()) if (each.kind === 'snapshot' && each.turn === turn) return each.snapshot
    await setTimeout(patience.look)
  }
  return otherwise
}

async function askAll(
  servers: readonly ListeningServer[],
  paths: readonly string[],
  child: Child,
): Promise<ReadonlyMap<string, readonly Answer[]>[]> {
  const all: ReadonlyMap<string, readonly Answer[]>[] = []
  for (const server of servers) {
    const answers = new Map<string, readonly Answer[]>()
    for (const path of server.protocol === 'other' ? [] : paths) {
      const asked = async (): Promise<Answer> => (child.ended() === undefined ? await ask(server, path) : noAnswer)
      answers.set(path, [await asked(), await asked()])
    }
    all.push(answers)
  }
  return all
}

/** A snapshot of when its resources have stayed the same for a while; the last one, where they never do. */
async function idle(
  journal: Journal,
  mine: () => readonly Evidence[],
  child: Child,
  first: Snapshot,
): Promise<Snapshot> {
  const until = performance.now() + patience.idle
  let last = first
  for (let same = 0; same < 2 && performance.now() < until;) {
    const next = await snapshot(journal, mine, child, last)
    same = next.resources.toSorted().join() === last.resources.toSorted().join() ? same + 1 : 0
    last = next
    await setTimeout(patience.settle)
  }
  return { ...last, resources: last.resources.toSorted() }
}

/** Set by shells and package managers on the way, not by the application. */
const ofTheWay = /^(?:npm_.*|_|PWD|OLDPWD|SHLVL|INIT_CWD|NODE|EDITOR|COLOR|PATH|NODE_OPTIONS)$/i

function changes(given: NodeJS.ProcessEnv, found: Snapshot['env']): ReadonlyMap<string, string | undefined> {
  const names = new Set([...Object.keys(given), ...Object.keys(found)])
  return new Map(
    [...names]
      .filter((name) => !ofTheWay.test(name))
      .filter((name) => (given[name] === undefined ? undefined : digest(given[name])) !== found[name])
      .map((name) => [name, found[name]]),
  )
}
