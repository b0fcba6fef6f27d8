import { AsyncLocalStorage } from 'node:async_hooks'
import { current } from '@hotseat/core'
import type { Holder } from './module.ts'

const running = new AsyncLocalStorage<Holder>()

/** The graphs that have not been released, of all loaders, oldest first. */
const graphs = new Set<Holder>()

/** A graph begins. Returns how to end it. */
export function beginGraph(graph: Holder): () => void {
  graphs.add(graph)
  return () => void graphs.delete(graph)
}

/** Runs code of a graph: what it asks for, through whatever module and however late, is that graph's. */
export function runIn<Result>(graph: Holder, work: () => Result): Result {
  return running.run(graph, work)
}

/**
 * Of some graphs, the one whose code runs now: that of the generation that is being built, or that began what runs now, or
 * whose request is being answered. Where none of that is known, or that generation is none of them any more, the newest
 * one that has been loaded.
 */
export function requesterAmong<Each extends Holder>(among: Iterable<Each>): Each | undefined {
  const candidates = [...among]
  if (candidates.length <= 1) return candidates[0]
  const own = running.getStore()
  const generation = current()?.generation
  return (
    candidates.find((each) => each === own) ??
    candidates.find((each) => each.generation === generation) ??
    candidates.findLast(({ loaded }) => loaded) ??
    candidates.at(-1)
  )
}

/** As {@link requesterAmong}, of all graphs. */
export function requester(): Holder | undefined {
  return requesterAmong(graphs)
}
