import { ask, noAnswer, type Answer } from './ask.ts'
import { start, type Child, type Command } from './child.ts'
import { changes } from './environment.ts'
import type { Evidence, ListeningServer, Snapshot } from './evidence.ts'
import { openJournal, type Journal } from './journal.ts'
import { pathsOf } from './paths.ts'
import { untilFree } from './ports.ts'
import { answering, idle, listening, quiet, snapshot, type Attempt } from './waits.ts'

export interface RunOptions extends Attempt {
  readonly command: Command
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** To be asked; with `listed`, also what the application says that it answers. */
  readonly paths: readonly string[]
  readonly listed: boolean
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

/** Runs an application once, to its end; its ports are free again after it. */
export async function run(options: RunOptions): Promise<Run> {
  const { command, cwd, env } = options
  const journal = openJournal(env['NODE_OPTIONS'])
  let servers: readonly ListeningServer[] = []
  try {
    const given = { ...env, ...journal.env }
    const begun = performance.now()
    const child = start(command, cwd, given)
    try {
      const seen = await observe(options, journal, child, begun)
      servers = seen.servers
      return { ...seen, env: changes(given, seen.env) }
    } finally {
      await child.stop()
    }
  } finally {
    journal.close()
    await untilFree(servers)
  }
}

async function observe(
  { paths, listed, ...attempt }: RunOptions,
  journal: Journal,
  child: Child,
  begun: number,
): Promise<Omit<Run, 'env'> & Pick<Snapshot, 'env'>> {
  const pid = await listening(journal, child, attempt)
  const mine = (): readonly Evidence[] => journal.read().filter((each) => each.pid === pid)
  const firstAnswer = await answering(mine, child, begun)
  await quiet(mine)
  const first = await snapshot(journal, mine, child)
  const asked = [...new Set(['/', ...paths, ...(listed ? pathsOf(first.routes) : [])])]
  const answers = await askAll(first.servers, asked, child)
  const last = await idle(journal, mine, child, first)
  const told = (all: readonly Evidence[], ...kinds: readonly string[]): string[] =>
    all.flatMap((each) => ('text' in each && kinds.includes(each.kind) ? [each.text] : []))
  return {
    servers: first.servers,
    routes: first.routes,
    paths: asked,
    answers,
    env: last.env,
    warnings: told(mine(), 'warning'),
    errors: told(mine(), 'error'),
    stderr: { written: child.stderr(), told: told(journal.read(), 'warning', 'error') },
    resources: last.resources,
    ended: child.ended(),
    firstAnswer,
  }
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
