import type { carriedModules } from '../../src/graph/reuse.ts'

type Rule = typeof carriedModules
type Next = Parameters<Rule>[0]
type Instances = Parameters<Rule>[1]

/** What a rule is told, in the words that the broken ones are written in: all by path. */
interface Told {
  readonly paths: readonly string[]
  /** Those that are the same, and have run. */
  readonly same: ReadonlySet<string>
  readonly isPerGeneration: (path: string) => boolean
  readonly imports: (path: string) => readonly string[]
  readonly requires: (path: string) => readonly string[]
}

const broken: Record<string, (told: Told) => Iterable<string>> = {
  'looks at each module alone': ({ same, isPerGeneration }) => [...same].filter((path) => !isPerGeneration(path)),
  'looks no deeper than the imports': (told) => {
    const { same, isPerGeneration } = told
    const isCarried = (path: string): boolean => same.has(path) && !isPerGeneration(path)
    return [...same].filter((path) => isCarried(path) && all(told, path).every(isCarried))
  },
  'carries packages that each generation needs': (told) => closed(told.same, (path) => all(told, path)),
  'forgets what is required': (told) => closed(shared(told), told.imports),
  'takes cycles for changed': (told) => {
    const same = shared(told)
    const carried = new Set<string>()
    for (let size = -1; size !== carried.size;) {
      size = carried.size
      for (const path of same) if (all(told, path).every((to) => carried.has(to))) carried.add(path)
    }
    return carried
  },
  'drops what a changed module imports': (told) => {
    const right = closed(shared(told), (path) => all(told, path))
    const changed = told.paths.filter((path) => !right.has(path))
    const dropped = new Set(changed.flatMap((path) => all(told, path)))
    return closed(new Set([...right].filter((path) => !dropped.has(path))), (path) => all(told, path))
  },
  'carries nothing': () => [],
}

const all = ({ imports, requires }: Told, path: string): readonly string[] => [...imports(path), ...requires(path)]

const shared = ({ same, isPerGeneration }: Told): Set<string> =>
  new Set([...same].filter((path) => !isPerGeneration(path)))

/** Takes away what imports something else, until nothing does. */
function closed(paths: ReadonlySet<string>, importsOf: (path: string) => readonly string[]): Set<string> {
  const carried = new Set(paths)
  for (let size = -1; size !== carried.size;) {
    size = carried.size
    for (const path of carried) if (!importsOf(path).every((to) => carried.has(to))) carried.delete(path)
  }
  return carried
}

function tell({ sources }: Next, instances: Instances): Told {
  const isSame = (path: string): boolean => {
    const instance = instances.get(path)
    return instance?.evaluated === true && instance.source === sources.get(path)
  }
  return {
    paths: [...sources.keys()],
    same: new Set([...sources.keys()].filter(isSame)),
    isPerGeneration: (path) => sources.get(path)?.perGeneration ?? false,
    imports: (path) => sources.get(path)?.targets.flatMap((to) => (to.kind === 'source' ? [to.path] : [])) ?? [],
    requires: (path) => [...(instances.get(path)?.required ?? [])],
  }
}

/** Reuse rules that are wrong, by what is wrong with them. */
export const brokenRules: Readonly<Record<string, Rule>> = Object.fromEntries(
  Object.entries(broken).map(([fault, rule]): [string, Rule] => [
    fault,
    (next, instances) => {
      const carried = new Set(rule(tell(next, instances)))
      return new Map([...instances].filter(([path]) => carried.has(path)))
    },
  ]),
)
