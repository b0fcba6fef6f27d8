import { readFileSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { createRequire } from 'node:module'
import type { CommonJsUnit } from '../compile/unit.ts'
import { lexer } from '../on-demand.ts'
import { nearestPackage } from '../resolve/packages.ts'
import type { Discovery } from './discover.ts'

/** What a CommonJS text seems to export, and the modules of which it seems to export all. */
interface Names {
  readonly own: readonly string[]
  readonly from: readonly string[]
}

const none: Names = { own: [], from: [] }
const ofUnits = new WeakMap<CommonJsUnit, Names>()
const ofInstalled = new Map<string, Names>()
let isReady = false

/**
 * The names that an ES module may import from a CommonJS one, sorted. Node has to know them before it runs, so it
 * guesses them from the text, by the lexer that is used here too.
 */
export function commonJsNames(unit: CommonJsUnit, discovery: Discovery): readonly string[] {
  const names = new Set(['default'])
  if (hasWholeName) names.add('module.exports')
  const visited = new Set<CommonJsUnit | string>()
  const visit = (visiting: CommonJsUnit): void => {
    if (visited.has(visiting)) return
    visited.add(visiting)
    const { own, from } = namesOfUnit(visiting)
    for (const name of own) names.add(name)
    for (const specifier of from) {
      const next = findUnit(visiting, specifier, discovery)
      if (next) visit(next)
      else visitInstalled(visiting.path, specifier)
    }
  }
  const visitInstalled = (importer: string, specifier: string): void => {
    const path = installedPath(importer, specifier)
    if (path === undefined || visited.has(path)) return
    visited.add(path)
    const { own, from } = namesOfInstalled(path)
    for (const name of own) names.add(name)
    for (const next of from) visitInstalled(path, next)
  }
  visit(unit)
  return [...names].sort()
}

/** The source of the application that a CommonJS module requires; undefined: it is none. */
function findUnit(importer: CommonJsUnit, specifier: string, discovery: Discovery): CommonJsUnit | undefined {
  try {
    const { target } = discovery.resolve(specifier, importer, 'require')
    const found = target.kind === 'source' ? discovery.source(target.path, importer.path).unit : undefined
    return found?.format === 'commonjs' ? found : undefined
  } catch {
    // It is reported when it is required.
    return undefined
  }
}

/** Node 23 and later: the whole of `module.exports` under a name of its own. */
const hasWholeName = Number.parseInt(process.versions.node, 10) >= 23

function namesOfUnit(unit: CommonJsUnit): Names {
  const known = ofUnits.get(unit)
  if (known) return known
  const text = String(unit.run)
  const { own, from } = namesIn(text.slice(text.indexOf('{') + 1, text.lastIndexOf('\n}')))
  const names = {
    own: [...own, ...unit.exports.map(({ name }) => name)],
    from: [...from, ...unit.stars.flatMap((index) => unit.imports[index]?.specifier ?? [])],
  }
  ofUnits.set(unit, names)
  return names
}

function namesOfInstalled(path: string): Names {
  const known = ofInstalled.get(path)
  if (known) return known
  const names = namesIn(readFileSync(path, 'utf8'))
  ofInstalled.set(path, names)
  return names
}

function namesIn(text: string): Names {
  const { initSync, parse } = lexer()
  if (!isReady) initSync()
  isReady = true
  try {
    const { exports, reexports } = parse(text)
    return { own: exports, from: reexports }
  } catch {
    // What it cannot read exports nothing by name, as in Node.
    return none
  }
}

function installedPath(importer: string, specifier: string): string | undefined {
  try {
    const path = createRequire(importer).resolve(specifier)
    const isCommonJs =
      path.endsWith('.cjs') || (extname(path) === '.js' && nearestPackage(dirname(path))?.type !== 'module')
    return isCommonJs ? path : undefined
  } catch {
    return undefined
  }
}
