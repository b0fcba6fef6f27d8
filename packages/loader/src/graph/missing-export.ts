import { Visitor } from 'oxc-parser'
import { moduleRecord, syntaxTree } from '../compile/oxc.ts'
import type { ModuleUnit } from '../compile/unit.ts'
import { nearest } from '../resolve/nearest.ts'
import type { Dependency, EsModule } from './module.ts'

/** Names that a message lists at most. */
const most = 5

/** The rest of a sentence that begins with the name, and with what it is imported from. */
export function reasonWhy(why: 'missing' | 'ambiguous' | 'circular', dependency: Dependency, name: string): string {
  if (why === 'ambiguous') return 'where more than one `export *` has that name.'
  if (why === 'circular') return 'which exports it in a circle.'
  if (dependency.kind === 'module' && exportsType(dependency, name)) {
    return `which exports it as a type only. Say so where it is imported or exported: \`type ${name}\` or \`import type\`.`
  }
  const names = Object.keys(dependency.namespace ?? {})
  const near = nearest(name, names)
  const advice = near === undefined ? list(names) : `Did you mean '${near}'?`
  if (dependency.kind === 'external' && near === undefined) {
    return `which does not export it. If it is a type, import it with \`import type\`. ${advice}`
  }
  if (dependency.kind !== 'commonjs') return `which does not export it. ${advice}`
  return (
    `which does not export it: of a CommonJS module Node sees those names only that stand in its text. ` +
    (near === undefined ? 'Import its default export instead, and take it from that.' : advice)
  )
}

function list(names: readonly string[]): string {
  if (names.length === 0) return 'It exports nothing.'
  const shown = names.slice(0, most).map((name) => `'${name}'`)
  return `It exports ${shown.join(', ')}${names.length > most ? ', …' : '.'}`
}

/** Whether a module, or one of which it exports all, exports a type of that name: the compiler has left it away. */
function exportsType(module: EsModule, name: string, visited = new Set<EsModule>()): boolean {
  visited.add(module)
  const { unit, dependencies } = module
  if (/\.[cm]?tsx?$/.test(unit.path) && typesOf(unit).has(name)) return true
  return unit.stars.some((index) => {
    const dependency = dependencies[index]
    return dependency?.kind === 'module' && !visited.has(dependency) && exportsType(dependency, name, visited)
  })
}

/** The names of the types that a source exports. */
function typesOf({ path, text }: ModuleUnit): ReadonlySet<string> {
  const declared = new Set<string>()
  const note = ({ id }: { readonly id: { readonly name: string } }): void => void declared.add(id.name)
  new Visitor({ TSInterfaceDeclaration: note, TSTypeAliasDeclaration: note }).visit(syntaxTree(path, text))
  const exported = new Set<string>()
  for (const { entries } of moduleRecord(path, text).staticExports) {
    for (const { exportName, localName, isType } of entries) {
      const name = exportName.name ?? 'default'
      if (isType || (localName.name !== null && declared.has(localName.name))) exported.add(name)
    }
  }
  return exported
}
