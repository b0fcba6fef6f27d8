import type { Holder, Module } from './module.ts'

/** A graph has these modules too. */
export function hold(modules: ReadonlyMap<string, Module>, graph: Holder): void {
  change(modules, (holders) => [...holders, graph])
}

/** A graph lets the modules go that others have: what is left in the map is its own. */
export function letGoOfShared(modules: Map<string, Module>, graph: Holder): void {
  const own = [...modules].filter(([, { holders }]) => holders.length === 1)
  change(modules, (holders) => (holders.length > 1 ? holders.filter((holder) => holder !== graph) : holders))
  modules.clear()
  for (const [path, module] of own) modules.set(path, module)
}

/** A graph lets all of them go. */
export function letGo(modules: Map<string, Module>, graph: Holder): void {
  change(modules, (holders) => holders.filter((holder) => holder !== graph))
  modules.clear()
}

/** Thousands of modules have the same few lists of holders, each of which is changed once. */
function change(
  modules: ReadonlyMap<string, Module>,
  changing: (holders: readonly Holder[]) => readonly Holder[],
): void {
  const changed = new Map<readonly Holder[], readonly Holder[]>()
  for (const module of modules.values()) {
    const holders = changed.get(module.holders) ?? changing(module.holders)
    changed.set(module.holders, holders)
    module.holders = holders
  }
}
