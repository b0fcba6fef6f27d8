import { placesOf, sourceOf } from './sources.ts'
import type { Edit, History, ModulePlan } from './plan.ts'

/** A module of a world: one or more files that its name may stand for. */
export interface WorldModule {
  readonly index: number
  readonly plan: ModulePlan
  /** Versions by path. Imports find the first in the order of the resolver. */
  readonly files: Map<string, number>
  readonly imports: Import[]
}

export interface Import {
  readonly to: number
  readonly kind: number
}

/** What a project's files are to be. Pure data; {@link filesOf} says what is on disk. */
export interface World {
  readonly modules: readonly WorldModule[]
  /** The tsconfig.json below, by {@link tsconfigs}. */
  tsconfig: number
  versions: number
}

/** The first two mean the same. */
const tsconfigs = [
  '{ "compilerOptions": { "target": "es2022" } }',
  '{ "compilerOptions": { "target": "es2022", "noEmit": true } } // the same',
  '{ "compilerOptions": { "target": "es2020" } }',
] as const

/** What a tsconfig means for how files are compiled. */
export const meaningOf = (tsconfig: number): string => (tsconfig === 2 ? 'assigned fields' : 'defined fields')

export function worldOf({ modules }: History): World {
  const plans = modules.map((plan, index) => (index === 0 ? { ...plan, kind: 'module' as const, below: false } : plan))
  return {
    modules: plans.map((plan, index) => {
      const place = placesOf(plan, index)[index === 0 ? 0 : plan.place]
      return { index, plan, files: new Map([[place ?? '', 0]]), imports: [...plan.imports] }
    }),
    tsconfig: 0,
    versions: 0,
  }
}

/** The file that a module's name stands for: where there are more, the first in TypeScript's order. */
export function fileOf(module: WorldModule): string {
  return placesOf(module.plan, module.index).find((path) => module.files.has(path)) ?? ''
}

export function filesOf(world: World): Map<string, string> {
  const files = new Map([['src/below/tsconfig.json', tsconfigs[world.tsconfig] ?? '']])
  for (const module of world.modules) {
    for (const [path, version] of module.files) files.set(path, sourceOf(world, module, path, version))
  }
  return files
}

/** Changes a world as an edit says; what does not apply does nothing. Touching, breaking and releasing change nothing. */
export function apply(world: World, { kind, at, to, how }: Edit): void {
  const module = world.modules[at % world.modules.length]
  if (!module) return
  const { files, imports, index, plan } = module
  const file = fileOf(module)
  const other = placesOf(plan, index)[how % 3] ?? file
  switch (kind) {
    case 'rewrite':
      files.set(file, ++world.versions)
      break
    case 'revert':
      files.set(file, how % (world.versions + 1))
      break
    case 'move':
      // The entry is told by its path.
      if (index === 0 || files.has(other)) break
      files.set(other, files.get(file) ?? 0)
      files.delete(file)
      break
    case 'shadow':
      if (index > 0 && !files.has(other)) files.set(other, ++world.versions)
      break
    case 'unshadow':
      if (files.size > 1) files.delete(file)
      break
    case 'import': {
      const known = imports.findIndex((each) => each.to === to && each.kind === how)
      if (known === -1) imports.push({ to, kind: how })
      else imports.splice(known, 1)
      break
    }
    case 'tsconfig':
      world.tsconfig = how % tsconfigs.length
      break
    case 'touch':
    case 'recreate':
    case 'break':
    case 'release':
      break
    default:
      kind satisfies never
  }
}
