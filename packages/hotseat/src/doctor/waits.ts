import { setTimeout } from 'node:timers/promises'
import { ask } from './ask.ts'
import type { Child } from './child.ts'
import type { Evidence, ListeningServer, Snapshot } from './evidence.ts'
import type { Journal } from './journal.ts'

/** What there is to know of an application that does not come to listen. */
export interface Attempt {
  /** Whether what it wrote to stderr says that it will not come to listen. */
  readonly gaveUp: (stderr: string) => boolean
  /** Makes the error of an application that does not come to listen. */
  readonly failed: (how: string, lastWords: string) => Error
}

/** Milliseconds: to come to listen; to answer then; without news until all ports count as open; to become idle. */
const patience = { start: 60_000, answer: 30_000, quiet: 1_000, idle: 3_000, look: 20, settle: 200 } as const

/** @returns the process which is the application: what runs it may have sockets of its own, but no ports */
export async function listening(journal: Journal, child: Child, { gaveUp, failed }: Attempt): Promise<number> {
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

export async function answering(
  mine: () => readonly Evidence[],
  child: Child,
  begun: number,
): Promise<number | undefined> {
  const server = mine()
    .flatMap((each) => (each.kind === 'listening' ? [each.server] : []))
    .find(isPort)
  if (server === undefined || server.protocol === 'other') return undefined
  const until = performance.now() + patience.answer
  while (child.ended() === undefined && performance.now() < until) {
    const { status } = await ask(server, '/', patience.answer)
    if (status !== undefined) return performance.now() - begun
    await setTimeout(patience.look)
  }
  return undefined
}

/** Resolves when there has been no news of ports for a while. */
export async function quiet(mine: () => readonly Evidence[]): Promise<void> {
  const count = () => mine().filter(({ kind }) => kind === 'listening').length
  for (let before = -1; before !== count();) {
    before = count()
    await setTimeout(patience.quiet)
  }
}

const nothing: Snapshot = { servers: [], routes: [], env: {}, resources: [] }

export async function snapshot(
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

/** A snapshot of when its resources have stayed the same for a while; the last one, where they never do. */
export async function idle(
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
