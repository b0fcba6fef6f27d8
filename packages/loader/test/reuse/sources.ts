import { dirname, join, relative } from 'node:path'
import type { ModulePlan } from './plan.ts'
import type { World, WorldModule } from './world.ts'

/** Where a module may lie, in the order in which TypeScript looks. */
export function placesOf({ kind, below }: ModulePlan, index: number): readonly string[] {
  const stem = `src/${below ? 'below/' : ''}m${index}`
  switch (kind) {
    case 'module':
      return [`${stem}.ts`, `${stem}.js`, `${stem}/index.ts`]
    case 'commonjs':
      return [`${stem}.cts`, `${stem}.cjs`, `${stem}/index.cjs`]
    case 'json':
      return [`${stem}.json`, `${stem}/index.json`, `${stem}/index.json`]
    default:
      return kind satisfies never
  }
}

/** What a module does with another one. */
export interface Use {
  readonly to: WorldModule
  /** `import` and `require` are of the modules that it imports; the others happen when the graph has been loaded. */
  readonly by: 'import' | 'require' | 'late require' | 'lazy import'
  readonly kind: number
}

/**
 * What a module uses. Not all that its plan says can be had: what a CommonJS module requires must not import it, nor
 * await, if it is an ES module. The last two modules import only what comes after them, so these can be required.
 */
export function usesOf({ modules }: World, from: WorldModule): readonly Use[] {
  if (from.plan.kind === 'json') return []
  return from.imports.flatMap(({ to, kind }): Use[] => {
    const target = modules[to % modules.length]
    if (!target || (isBase(modules, from) && target.index <= from.index)) return []
    return [{ to: target, by: waysOf(modules, from, target)[kind % 9] ?? 'import', kind }]
  })
}

function waysOf(modules: World['modules'], from: WorldModule, to: WorldModule): readonly Use['by'][] {
  const ways = (by: Use['by'], other: Use['by'], last: Use['by']): Use['by'][] => [
    ...Array<Use['by']>(5).fill(by),
    other,
    other,
    last,
    last,
  ]
  if (from.plan.kind === 'module') return ways('import', 'import', 'lazy import')
  if (to.plan.kind !== 'module' || isBase(modules, to)) return ways('require', 'late require', 'lazy import')
  return ways('lazy import', 'lazy import', 'lazy import')
}

const isBase = (modules: World['modules'], { index }: WorldModule): boolean => index >= modules.length - 2

export const awaitsAtTop = ({ modules }: World, module: WorldModule): boolean =>
  module.plan.kind === 'module' && module.plan.awaits && !isBase(modules, module)

/** The text of a module at one version and place. */
export function sourceOf(world: World, module: WorldModule, path: string, version: number): string {
  const { plan, index } = module
  const value = `m${index} v${version}`
  if (plan.kind === 'json') return JSON.stringify({ value })
  const uses = usesOf(world, module).map((use) => ({ ...use, specifier: specifierOf(path, use.to) }))
  return (plan.kind === 'commonjs' ? commonJsText : moduleText)(value, uses, module, awaitsAtTop(world, module))
}

type WrittenUse = Use & { readonly specifier: string }

function moduleText(value: string, uses: readonly WrittenUse[], { plan }: WorldModule, awaits: boolean): string {
  const head: string[] = plan.usesRegistry ? [`import { all } from 'registry'`] : []
  const seen: string[] = plan.usesRegistry ? ['all.length'] : []
  for (const [index, use] of uses.entries()) {
    if (use.by === 'lazy import') continue
    const isJson = use.to.plan.kind === 'json'
    const from = isJson ? `'${use.specifier}' with { type: 'json' }` : `'${use.specifier}'`
    if (isJson) {
      head.push(`import i${index} from ${from}`)
      seen.push(`i${index}.value`)
      continue
    }
    switch (use.kind % 6) {
      case 0:
        head.push(`import ${from}`)
        break
      case 1:
        head.push(`export * from ${from}`)
        break
      case 2:
        head.push(`export { value as v${index} } from ${from}`)
        break
      case 3:
        head.push(`export * as n${index} from ${from}`)
        break
      case 4:
        head.push(`import { value as i${index} } from ${from}`)
        seen.push(`i${index}`)
        break
      default:
        head.push(`import * as i${index} from ${from}`)
        seen.push(`i${index}.value`)
    }
  }
  const token = 'export const token = {}'
  return [
    ...head,
    see,
    `globalThis.__log.push('${value} ' + [${seen.map((read) => `see(() => ${read})`).join()}])`,
    ...(awaits ? ['await null'] : []),
    `export const value = '${value}'`,
    token,
    `export const told = () => [${['value', ...seen].map((read) => `see(() => ${read})`).join()}]`,
    // Both, for a name that is not its own might come by `export *`.
    `export const later = () => [${plan.sleeps ? '' : lazily(uses).join()}]`,
    `export const muchLater = () => [${plan.sleeps ? lazily(uses).join() : ''}]`,
    '',
  ].join('\n')
}

function commonJsText(value: string, uses: readonly WrittenUse[], { plan }: WorldModule): string {
  const required = uses.flatMap((use, index) => (use.by === 'require' ? [{ index, ...use }] : []))
  const seen = required.map(({ index }) => `i${index}.value`)
  return [
    see,
    `exports.value = '${value}'`,
    `exports.token = {}`,
    ...required.map(({ specifier, index }) => `const i${index} = require('${specifier}')`),
    `globalThis.__log.push('${value} ' + [${seen.map((read) => `see(() => ${read})`).join()}])`,
    `exports.told = () => [${['exports.value', ...seen].map((read) => `see(() => ${read})`).join()}]`,
    `exports.later = () => [${plan.sleeps ? '' : lazily(uses).join()}]`,
    `exports.muchLater = () => [${plan.sleeps ? lazily(uses).join() : ''}]`,
    '',
  ].join('\n')
}

const see = 'const see = (read) => { try { return String(read()) } catch (error) { return error.name } }'

/** Thunks, in the order of the uses. */
function lazily(uses: readonly WrittenUse[]): string[] {
  return uses.flatMap(({ by, specifier, to }) => {
    if (by === 'late require') return [`async () => require('${specifier}')`]
    if (by !== 'lazy import') return []
    return [`() => import('${specifier}'${to.plan.kind === 'json' ? `, { with: { type: 'json' } }` : ''})`]
  })
}

/** As TypeScript's users write it: without extension. */
function specifierOf(from: string, { plan, index }: WorldModule): string {
  const folder = relative(dirname(from), plan.below ? 'src/below' : 'src')
  return `${folder.startsWith('.') ? '' : './'}${join(folder, `m${index}`)}`
}
