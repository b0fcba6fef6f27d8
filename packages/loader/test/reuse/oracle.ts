import { awaitsAtTop, usesOf, type Use } from './sources.ts'
import { fileOf, filesOf, meaningOf, type World, type WorldModule } from './world.ts'

/** A file of a snapshot, as the rule sees it. */
interface Part {
  readonly path: string
  /** What it is made from: its text, and how that is compiled. */
  readonly made: string
  /** What it imports; also what it requires as soon as it is there. */
  readonly imports: readonly string[]
  /** What it may import or require when it is told to, in order. */
  readonly later: readonly string[]
  readonly value: string
  /** Not each generation needs an instance of its own. */
  readonly isShared: boolean
}

/** What a world comes to when it is loaded. */
export interface Snapshot {
  /** All that is reached, also lazily, by path. */
  readonly parts: ReadonlyMap<string, Part>
  /** What has run when the entry has been loaded. */
  readonly loaded: ReadonlySet<string>
  /** What runs when all is imported lazily that does not sleep. Who imports something comes before it. */
  readonly awake: ReadonlySet<string>
  readonly awaits: boolean
}

const eager = (uses: readonly Use[]): readonly Use[] => uses.filter(({ by }) => by === 'import' || by === 'require')

export function snapshotOf(world: World): Snapshot {
  const reach = (follow: (module: WorldModule) => readonly Use[]): readonly WorldModule[] => {
    const reached = new Set(world.modules.slice(0, 1))
    for (const module of reached) for (const { to } of follow(module)) reached.add(to)
    return [...reached]
  }
  const uses = (module: WorldModule): readonly Use[] => usesOf(world, module)
  const loaded = reach((module) => eager(uses(module)))
  const awake = reach((module) => (module.plan.sleeps ? eager(uses(module)) : uses(module)))
  const all = reach(uses)
  const texts = filesOf(world)
  return {
    parts: new Map(all.map((module) => [fileOf(module), partOf(module, uses(module), texts, world.tsconfig)])),
    loaded: new Set(loaded.map(fileOf)),
    awake: new Set(awake.map(fileOf)),
    awaits: all.some((module) => awaitsAtTop(world, module)),
  }
}

function partOf(module: WorldModule, uses: readonly Use[], texts: ReadonlyMap<string, string>, tsconfig: number): Part {
  const path = fileOf(module)
  const { kind, below, usesRegistry, sleeps } = module.plan
  const later = uses.filter(({ by }) => by === 'lazy import' || by === 'late require')
  // What has been required late is among what it requires from then on.
  const required = sleeps ? [] : later.filter(({ by }) => by === 'late require')
  return {
    path,
    made: `${texts.get(path)} ${below ? meaningOf(tsconfig) : ''}`,
    imports: [...eager(uses), ...required].map(({ to }) => fileOf(to)),
    later: later.map(({ to }) => fileOf(to)),
    value: `m${module.index} v${module.files.get(path)}`,
    isShared: kind !== 'module' || !usesRegistry,
  }
}

/**
 * The reuse rule, word by word: of what both have, and what is the same in both, the greatest set all of whose imports
 * are in it.
 *
 * @param ran what had run in the generation before
 */
export function carriedByRule(next: Snapshot, before: Snapshot | undefined, ran: ReadonlySet<string>): Set<string> {
  const isSame = ({ path, made, imports, later, isShared }: Part): boolean => {
    const was = before?.parts.get(path)
    return isShared && was?.made === made && sameList(was.imports, imports) && sameList(was.later, later)
  }
  const same = [...next.parts.values()].filter((part) => ran.has(part.path) && isSame(part))
  const carried = new Set(same.map(({ path }) => path))
  for (let size = -1; size !== carried.size;) {
    size = carried.size
    for (const path of carried) {
      if (!next.parts.get(path)?.imports.every((to) => carried.has(to))) carried.delete(path)
    }
  }
  return carried
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index])
}
