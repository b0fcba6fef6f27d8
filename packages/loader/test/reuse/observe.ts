export type Namespace = Readonly<Record<string, unknown>>

/** What a graph did, and what its modules say of themselves. */
export interface Observed {
  /** What the modules did while they ran, in order. */
  readonly log: readonly string[]
  /** What each module exports, by file: of its values, those too that it has from others. */
  readonly told: Readonly<Record<string, string>>
}

/** What is to be looked at. */
export interface Observing {
  readonly load: () => Promise<unknown>
  readonly importFile: (file: string) => Promise<Namespace>
  /** In an order in which each module comes after one that imports it. */
  readonly awake: readonly string[]
  /** Imported when the log has been taken. */
  readonly asleep: readonly string[]
}

/** Loads a graph, natively or by the loader, and what its modules import lazily, each in its turn. */
export async function observe({ load, importFile, awake, asleep }: Observing): Promise<Observed> {
  const log: string[] = []
  Reflect.set(globalThis, '__log', log)
  await load()
  const told: Record<string, string> = {}
  for (const file of awake) {
    const namespace = await importFile(file)
    for (const thunk of thunksOf(namespace, 'later')) await thunk()
    told[file] = tell(namespace)
  }
  const observed = { log: [...log], told }
  for (const file of asleep) told[file] = tell(await importFile(file))
  return observed
}

/** What a module would import lazily: awake, or when it is old. */
export function thunksOf(namespace: Namespace, name: 'later' | 'muchLater'): readonly (() => Promise<unknown>)[] {
  const thunks = namespace[name]
  return typeof thunks === 'function' ? thunks() : []
}

/** What a module says of itself; also if it was required, and not imported. */
export function tell(namespace: unknown): string {
  if (typeof namespace !== 'object' || namespace === null) return String(namespace)
  const told: unknown = Reflect.get(namespace, 'told')
  if (typeof told !== 'function') return JSON.stringify(Reflect.get(namespace, 'default') ?? namespace)
  const names = Object.keys(namespace).filter((name) => !['default', 'module.exports', '__esModule'].includes(name))
  return `${names.toSorted().join()}: ${Reflect.apply(told, undefined, []).join()}`
}
