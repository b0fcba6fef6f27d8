import { disposeInOrder } from '@hotseat/core'
import type { Hot } from '../hot.ts'
import { HotInstance } from './hot-instance.ts'
import type { EsModule, Module } from './module.ts'

interface Graph {
  /** As it begins: those that are carried. */
  readonly modules: ReadonlyMap<string, Module>
  readonly discovery: { readonly sources: ReadonlyMap<string, unknown> }
  readonly hot: HotModules
}

/** What `import.meta.hot` is in one graph. */
export class HotModules {
  /** What modules have in `data`, or start with when they are instantiated. By path. */
  readonly #data = new Map<string, object>()
  /** The graphs that have not been released. */
  readonly #peers: ReadonlySet<Graph>
  /** Milliseconds. */
  readonly #timeout: number

  /**
   * Starts from what an earlier graph has: a copy, so that a build that comes to nothing leaves nothing in it; an
   * instance that is carried keeps its own. Of a file that is not in use any more there is none.
   */
  constructor(
    graph: Omit<Graph, 'hot'>,
    before: Graph | undefined,
    { peers, timeout }: { readonly peers: ReadonlySet<Graph>; readonly timeout: number },
  ) {
    this.#peers = peers
    this.#timeout = timeout
    if (!before) return
    for (const [path, left] of before.hot.#data) {
      if (graph.modules.has(path)) this.#data.set(path, left)
      else if (before.modules.has(path) || graph.discovery.sources.has(path)) this.#data.set(path, { ...left })
    }
  }

  /** The `import.meta.hot` of a new instance; nothing for what is installed, as in Node. */
  of(module: EsModule): Hot | undefined {
    const { source, unit } = module
    if (source.isInstalled) return undefined
    const data = this.#data.get(unit.path) ?? {}
    this.#data.set(unit.path, data)
    module.hot = new HotInstance(unit.path, data)
    return module.hot.api
  }

  /**
   * Calls what the instances that go have registered, last first.
   * @returns undefined if there is nothing to call
   * @throws {AggregateError} as `disposeInOrder`
   */
  dispose(modules: Iterable<Module>): Promise<void> | undefined {
    const peers = [...this.#peers]
    const callbacks: ReturnType<HotInstance['take']>[number][] = []
    for (const module of modules) {
      if (module.kind !== 'module' || !module.hot) continue
      const { path } = module.unit
      const isSucceeded = peers.some((peer) => peer.modules.has(path))
      // With its last instance goes what it has left.
      if (!isSucceeded) for (const { hot } of peers) hot.#data.delete(path)
      callbacks.push(...module.hot.take(isSucceeded))
    }
    if (callbacks.length === 0) return undefined
    return disposeInOrder(
      callbacks.sort((a, b) => b.order - a.order),
      { timeout: this.#timeout },
    )
  }

  clear(): void {
    this.#data.clear()
  }
}
