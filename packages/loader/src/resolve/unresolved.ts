import { dirname, relative, resolve } from 'node:path'
import { createPathsMatcher, parseTsconfig } from 'get-tsconfig'
import { messageOf, type HotseatError } from '@hotseat/core'
import type { Unit } from '../compile/unit.ts'
import { errors } from '../errors.ts'
import { locateImport } from '../stack/locate-import.ts'
import { adviseOnFile, nearFile } from './missing-file.ts'
import { adviseOnPackage } from './missing-package.ts'
import { pathOf } from './resolver.ts'

/** The error for a specifier that stands for nothing, with the nearest thing that there is. */
export function unresolved(specifier: string, importer: Unit, chain: readonly string[], cause: unknown): HotseatError {
  const location = locateImport(importer, specifier)
  return errors.unresolved(specifier, location, advise(specifier, importer, messageOf(cause)), chain, cause)
}

function advise(specifier: string, { path, settings }: Unit, reason: string): string {
  const folder = dirname(path)
  const asPath = pathIn(specifier, path)
  if (asPath !== undefined) return adviseOnFile(resolve(folder, asPath), (near) => relativeTo(folder, near))
  const { tsconfig } = settings
  const mapping = tsconfig === undefined || !settings.mapsNames ? undefined : mappingOf(specifier, tsconfig)
  for (const candidate of mapping?.candidates ?? []) {
    const near = nearFile(candidate)
    if (near !== undefined) return `Did you mean '${asMapped(specifier, candidate, near)}'?`
  }
  if (mapping?.isNamed === true)
    return `By "paths" of ${tsconfig} it is ${mapping.candidates.join(' or ')}, which is not there.`
  // The most frequent way to miss a file.
  const beside = nearFile(resolve(folder, specifier))
  if (beside !== undefined && relative(folder, beside).startsWith(specifier))
    return `Did you mean '${relativeTo(folder, beside)}'?`
  return adviseOnPackage(specifier, path, reason)
}

function pathIn(specifier: string, importer: string): string | undefined {
  try {
    return pathOf(specifier, importer)
  } catch {
    // A faulty URL: the cause of the error says so.
    return undefined
  }
}

function relativeTo(folder: string, path: string): string {
  const written = relative(folder, path)
  return written.startsWith('.') ? written : `./${written}`
}

/** The files that a tsconfig maps a name to; and whether by an entry for such names, or by one for all. */
function mappingOf(
  specifier: string,
  tsconfig: string,
): { readonly candidates: readonly string[]; readonly isNamed: boolean } | undefined {
  try {
    const config = parseTsconfig(tsconfig)
    const { paths = {} } = config.compilerOptions ?? {}
    const isNamed = Object.keys(paths).some((key) => {
      const [start = '', end = ''] = key.split('*')
      return (
        key !== '*' && (key.includes('*') ? specifier.startsWith(start) && specifier.endsWith(end) : key === specifier)
      )
    })
    return { candidates: createPathsMatcher({ path: tsconfig, config })?.(specifier) ?? [], isNamed }
  } catch {
    return undefined
  }
}

/** A file near to what a name was mapped to, as a name: what both end with stands for the same folders. */
function asMapped(specifier: string, candidate: string, near: string): string {
  let common = 0
  while (common < specifier.length && specifier.at(-1 - common) === candidate.at(-1 - common)) common += 1
  const base = candidate.slice(0, candidate.length - common)
  return specifier.slice(0, specifier.length - common) + near.slice(base.length)
}
