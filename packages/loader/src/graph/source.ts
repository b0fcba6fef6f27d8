import type { Unit } from '../compile/unit.ts'
import type { Resolution, Syntax } from '../resolve/resolver.ts'
import type { Target } from '../resolve/target.ts'

/**
 * A file of one snapshot, with what its imports stood for: all that an instance of it is made from. The same object
 * from load to load as long as neither changes, so that identity tells whether something did.
 */
export interface Source {
  readonly unit: Unit
  /** What it imports, by index. */
  readonly targets: readonly Target[]
  /** What the literal `import()`s stand for, where it could be found. */
  readonly lazyTargets: ReadonlyMap<string, Target>
  /** What the literal `require()`s stand for, where it could be found. */
  readonly requires: ReadonlyMap<string, Resolution>
  /** What instances of it have required so far, by specifier. */
  readonly required: Map<string, Resolution>
  /** Folders of which a changed entry may change a target. */
  readonly folders: ReadonlySet<string>
  /** The load in which the targets were found, or found unchanged. */
  checked: number
  /** Every generation needs an instance of its own. */
  readonly perGeneration: boolean
  /** It belongs to an installed package, which is not looked at again. */
  readonly isInstalled: boolean
}

/** What is known of a source's specifiers, by the syntax in which they are used. */
export function targetsBySpecifier({ unit, targets, lazyTargets }: Source): Map<string, Target> {
  const syntax = syntaxOf(unit)
  const known = new Map([...lazyTargets].map(([specifier, target]) => [`${syntax.lazily} ${specifier}`, target]))
  for (const [index, { specifier }] of unit.format === 'json' ? [] : unit.imports.entries()) {
    const target = targets[index]
    if (target) known.set(`${syntax.imports} ${specifier}`, target)
  }
  return known
}

/** By which conditions of packages a file imports. */
export function syntaxOf(unit: Unit): { readonly imports: Syntax; readonly lazily: Syntax } {
  return unit.format === 'commonjs'
    ? { imports: 'require', lazily: unit.lazily }
    : { imports: 'import', lazily: 'import' }
}
