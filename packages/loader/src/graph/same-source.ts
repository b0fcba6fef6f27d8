import type { Target } from '../resolve/target.ts'
import type { Source } from './source.ts'

/** What its imports stand for has not changed. */
export function sameTargets(before: Source, found: Source): boolean {
  return (
    before === found ||
    (before.targets.every((target, index) => sameTarget(target, found.targets[index])) && sameLater(before, found))
  )
}

/** What they may import or require once they run is the same. */
function sameLater(before: Source, found: Source): boolean {
  return (
    before.lazyTargets.size === found.lazyTargets.size &&
    before.requires.size === found.requires.size &&
    [...before.lazyTargets].every(([specifier, target]) => sameTarget(target, found.lazyTargets.get(specifier))) &&
    [...before.requires].every(([specifier, { target }]) => sameTarget(target, found.requires.get(specifier)?.target))
  )
}

/** The same other sources are reached from both. */
export function sameShape(before: Source, now: Source): boolean {
  const isReached = (target: Target, index: number): boolean =>
    target.kind === 'external' ? now.targets[index]?.kind === 'external' : sameTarget(target, now.targets[index])
  return (
    before === now ||
    (before.targets.length === now.targets.length &&
      before.targets.every(isReached) &&
      sameLater(before, now) &&
      [...before.required.keys()].every((specifier) => now.requires.has(specifier)))
  )
}

export function sameTarget(a: Target, b: Target | undefined): boolean {
  if (a.kind === 'source') return b?.kind === 'source' && a.path === b.path
  return b?.kind === 'external' && a.url === b.url
}
