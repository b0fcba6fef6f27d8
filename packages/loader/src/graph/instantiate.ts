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
  const holders = [graph]
  const queue = [path]
  const importers = [importer]
  try {
    for (const [index, next] of queue.entries()) {
      if (modules.has(next)) continue
      const source = discovery.source(next, importers[index])
      const module = instanceOf(source)
      module.holders = holders
      module.generation = graph.generation
      modules.set(next, module)
      fresh.push(module)
      // What a CommonJS module imports is made when it is required.
      for (const target of source.unit.format === 'module' ? source.targets : []) {
        if (target.kind !== 'source' || modules.has(target.path)) continue
        queue.push(target.path)
        importers.push(next)
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
