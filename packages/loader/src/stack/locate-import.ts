import type { SourceLocation } from '@hotseat/core'
import { moduleRecord } from '../compile/oxc.ts'
import type { Unit } from '../compile/unit.ts'
import { locationAt } from './frame.ts'

/**
 * Where a source imports something: the imported name where one is given and found, else the specifier; else, for an
 * import that only the compiler added, the top of the file.
 */
export function locateImport(unit: Unit, specifier: string, name?: string): SourceLocation {
  const { path, text } = unit
  const { staticImports, staticExports, dynamicImports } = moduleRecord(path, text)
  const named: number[] = []
  const written: number[] = []
  for (const { moduleRequest, entries } of staticImports) {
    if (moduleRequest.value !== specifier) continue
    written.push(moduleRequest.start)
    for (const { importName } of entries) {
      if (importName.start !== null && (importName.name ?? 'default') === name) named.push(importName.start)
    }
  }
  for (const { entries } of staticExports) {
    for (const { moduleRequest, importName } of entries) {
      if (moduleRequest?.value !== specifier) continue
      written.push(moduleRequest.start)
      if (importName.start !== null && importName.name === name) named.push(importName.start)
    }
  }
  for (const { moduleRequest } of dynamicImports) {
    const literal = text.slice(moduleRequest.start + 1, moduleRequest.end - 1)
    if (literal === specifier) written.push(moduleRequest.start)
  }
  const quoted = [`'${specifier}'`, `"${specifier}"`].map((literal) => text.indexOf(literal))
  return locationAt(path, text, named[0] ?? written[0] ?? Math.max(0, ...quoted))
}
