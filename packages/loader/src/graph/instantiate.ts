import { parseJson } from '../compile/json.ts'
import type { Discovery } from './discover.ts'
import { CommonJsModule, EsModule, JsonModule, type Holder, type Module } from './module.ts'
import { defaultNamespace } from './namespace.ts'
import type { Source } from './source.ts'

interface Instances extends Holder {
  readonly modules: Map<string, Module>
  readonly discovery: Discovery
}

/**
 * Makes the instances of a file and of all that it imports, as far as the graph has none. Runs nothing of them.
 *
 * @returns the new ones
 * @throws {HotseatError} for a file that cannot be used; no instance is left then
 */
export function instantiate(path: string, graph: Instances, importer?: string): Module[] {
  const { modules, discovery } = graph
  const fresh: Module[] = []
  const queue = [{ path, importer }]
  try {
    for (const next of queue) {
      if (modules.has(next.path)) continue
      const source = discovery.source(next.path, next.importer)
      const module = instanceOf(source)
      module.holders = [graph]
      modules.set(next.path, module)
      fresh.push(module)
      for (const target of source.targets) {
        if (target.kind === 'source' && !modules.has(target.path))
          queue.push({ path: target.path, importer: next.path })
      }
    }
  } catch (error) {
    for (const { unit } of fresh) modules.delete(unit.path)
    throw error
  }
  return fresh
}

function instanceOf(source: Source): Module {
  const { unit } = source
  switch (unit.format) {
    case 'commonjs':
      return new CommonJsModule(source, unit)
    case 'json': {
      const value = parseJson(unit.text)
      return new JsonModule(source, unit, value, defaultNamespace(value))
    }
    case 'module':
      return new EsModule(source, unit)
    default:
      return unit satisfies never
  }
}
