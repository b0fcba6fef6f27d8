import { pathToFileURL } from 'node:url'
import type { Syntax } from '../resolve/resolver.ts'
import type { Target } from '../resolve/target.ts'
import type { Discovery } from './discover.ts'
import type { Module } from './module.ts'
import type { Source } from './source.ts'

/** What the specifiers of one graph's modules stand for: always the same, whatever changes on disk. */
export class Targets {
  readonly #discovery: Discovery
  /** What was not known beforehand, by importer and specifier. */
  readonly #found = new Map<string, Target>()

  constructor(discovery: Discovery) {
    this.#discovery = discovery
  }

  /** @throws {HotseatError} `HOTSEAT_LOADER_UNRESOLVED` */
  ofImport({ source }: Module, specifier: string): Target {
    return pinned(source, specifier, 'import') ?? this.#findNow(source, specifier, 'import')
  }

  /** Undefined for what is not found: it is left to Node, whose error code applications know. */
  ofRequire({ source }: Module, specifier: string): Target | undefined {
    const known = source.required.get(specifier)
    if (known) return known.target
    const imported = pinned(source, specifier, 'require')
    if (imported) return imported
    try {
      const resolution = source.requires.get(specifier) ?? this.#discovery.resolve(specifier, source.unit, 'require')
      source.required.set(specifier, resolution)
      return resolution.target
    } catch {
      return undefined
    }
  }

  /** As {@link ofRequire}, but it does not count as a dependency: it may be another one in each generation. */
  ofLazyRequire({ source }: Module, specifier: string): Target | undefined {
    try {
      return pinned(source, specifier, 'require') ?? this.#findNow(source, specifier, 'require')
    } catch {
      return undefined
    }
  }

  urlOf({ source }: Module, specifier: string): string {
    const { target } = this.#discovery.resolve(specifier, source.unit, 'import')
    return target.kind === 'external' ? target.url : pathToFileURL(target.path).href
  }

  clear(): void {
    this.#found.clear()
  }

  /** Looked up on disk. */
  #findNow({ unit }: Source, specifier: string, syntax: Syntax): Target {
    const key = `${syntax} ${unit.path} ${specifier}`
    const known = this.#found.get(key)
    if (known) return known
    const discovery = this.#discovery
    discovery.begin()
    const { target } = discovery.resolve(specifier, unit, syntax)
    if (target.kind === 'source' && !discovery.sources.has(target.path)) {
      discovery.find(target.path)
      discovery.findLazy()
    }
    this.#found.set(key, target)
    return target
  }
}

/** What a specifier stands for as a literal of this source. */
function pinned({ unit, targets, lazyTargets }: Source, specifier: string, syntax: Syntax): Target | undefined {
  if (unit.format === 'json') return undefined
  const lazily = unit.format === 'module' ? 'import' : unit.lazily
  const statically = unit.format === 'module' ? 'import' : 'require'
  return (
    (syntax === lazily ? lazyTargets.get(specifier) : undefined) ??
    (syntax === statically ? targets[unit.imports.findIndex((each) => each.specifier === specifier)] : undefined)
  )
}
