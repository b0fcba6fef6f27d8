import type { Phases } from '@hotseat/core'

/** A phase of a build, and when it was. Milliseconds since the epoch. */
export interface PlacedPhase {
  readonly name: keyof Phases
  readonly begun: number
  readonly ended: number
}

const built = ['load', 'create', 'mount'] as const

/**
 * Places the phases in time, of which only the lengths are known: a build goes through the first three without a pause, and is
 * verified last, after it has waited for the changes to settle.
 */
export function placePhases(phases: Phases, buildBegun: number, ended: number): readonly PlacedPhase[] {
  const placed: PlacedPhase[] = []
  let begun = buildBegun
  for (const name of built) {
    const length = phases[name]
    if (length === undefined) continue
    placed.push({ name, begun, ended: begun + length })
    begun += length
  }
  if (phases.verify === undefined) return placed
  return [...placed, { name: 'verify', begun: Math.max(begun, ended - phases.verify), ended }]
}

/** The phase in which a build failed: the last that it came to before it was verified. */
export function failedPhase(phases: Phases): keyof Phases | undefined {
  return built.findLast((name) => phases[name] !== undefined)
}
