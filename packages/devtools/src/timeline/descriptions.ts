import type { GenerationStatus, ModuleDescription } from '@hotseat/core'
import type { ContainerView, Instantiated, Leases, Modules } from '../protocol.ts'
import type { Paths } from '@hotseat/http'

const most = { instantiated: 200, registrations: 10_000, leases: 1_000 } as const

/** The graph of a generation, its paths in order. */
export function modulesOf(status: GenerationStatus, paths: Paths): Modules {
  const described = status.modules().toSorted((left, right) => (left.path < right.path ? -1 : 1))
  const indices = new Map(described.map(({ path }, index) => [path, index]))
  return {
    generation: status.generation,
    modules: described.map((each) => ({
      ...reasonOf(each, paths),
      imports: each.imports.flatMap((path) => indices.get(path) ?? []),
    })),
  }
}

/**
 * What was not carried into a generation.
 *
 * @param before of an earlier generation: what is the same is shared, for a thousand of these are remembered
 */
export function instantiatedOf(status: GenerationStatus, paths: Paths, before?: Instantiated): Instantiated {
  const those = status.modules().filter(({ reason }) => reason !== 'carried')
  const known = new Map(before?.modules.map((each) => [each.path, each]))
  const shared = (each: Instantiated['modules'][number]): Instantiated['modules'][number] => {
    const same = known.get(each.path)
    return same?.reason === each.reason && same.because === each.because ? same : each
  }
  return {
    generation: status.generation,
    count: those.length,
    modules: those.slice(0, most.instantiated).map((each) => shared(reasonOf(each, paths))),
  }
}

export function containerOf(status: GenerationStatus, paths: Paths): ContainerView {
  return {
    generation: status.generation,
    registrations: status
      .registrations()
      .slice(0, most.registrations)
      .map(({ name, lifetime, resolved = null }) => ({ name: paths.strip(name), lifetime, resolved })),
  }
}

export function leasesOf(generations: readonly GenerationStatus[]): Leases {
  return {
    generations: generations.map(({ generation, state, age, leases }) => ({
      generation,
      state,
      age,
      leases: leases
        .slice(0, most.leases)
        .map(({ route = null, age: held, released }) => ({ route, age: held, released })),
    })),
  }
}

function reasonOf({ path, reason, because }: ModuleDescription, paths: Paths): Instantiated['modules'][number] {
  return { path: paths.relative(path), reason, because: because === undefined ? null : paths.relative(because) }
}
