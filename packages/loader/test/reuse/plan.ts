import fc from 'fast-check'

/** How a module of a random world begins: what it is, where it lies, what it imports. */
const randomModule = fc.record({
  kind: fc.constantFrom(
    'module' as const,
    'module' as const,
    'commonjs' as const,
    'commonjs' as const,
    'json' as const,
  ),
  place: fc.nat(2),
  /** In the folder that has a tsconfig.json of its own. */
  below: fc.boolean(),
  awaits: fc.boolean(),
  imports: fc.array(fc.record({ to: fc.nat(20), kind: fc.nat(8) }), { maxLength: 3 }),
  usesRegistry: fc.nat(3).map((each) => each === 3),
  /** What it imports lazily is asked for only when its generation has been replaced. */
  sleeps: fc.boolean(),
})

const editKinds = [
  'rewrite',
  'rewrite',
  'rewrite',
  'touch',
  'recreate',
  'move',
  'shadow',
  'unshadow',
  'import',
  'revert',
  'tsconfig',
  'break',
  'release',
] as const

/** One thing that happens between two loads, by small numbers: `at` is a module, what the others mean is told by the kind. */
const randomEdit = fc.record({
  kind: fc.constantFrom(...editKinds),
  at: fc.nat(20),
  to: fc.nat(20),
  how: fc.nat(8),
})

/**
 * A world of modules, and what is done to it before each load.
 *
 * Files of which the times tell that nothing is written any more, as of all that was not just saved, take other ways
 * through the loader than those that have just been written; and others again if a watcher tells of changes.
 */
export const randomHistory = fc.record({
  modules: fc.array(randomModule, { minLength: 1, maxLength: 8, size: 'max' }),
  files: fc.constantFrom('just written' as const, 'settled' as const, 'watched' as const),
  steps: fc.array(fc.array(randomEdit, { maxLength: 3 }), { minLength: 1, maxLength: 6, size: 'max' }),
})

export type ModulePlan = typeof randomModule extends fc.Arbitrary<infer Value> ? Value : never
export type Edit = typeof randomEdit extends fc.Arbitrary<infer Value> ? Value : never
export type History = typeof randomHistory extends fc.Arbitrary<infer Value> ? Value : never
