import { readdirSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { messageOf, type HotseatError } from '@hotseat/core'
import type { Unit } from '../compile/unit.ts'
import { errors } from '../errors.ts'
import { locateImport } from '../stack/locate-import.ts'

/** The error for a specifier that stands for nothing, with the nearest thing that there is. */
export function unresolved(specifier: string, importer: Unit, chain: readonly string[], cause: unknown): HotseatError {
  const location = locateImport(importer, specifier)
  const advice = /^\.{0,2}\/|^\.{1,2}$/.test(specifier)
    ? adviseOnFile(specifier, importer.path)
    : adviseOnName(specifier, messageOf(cause))
  return errors.unresolved(specifier, location, advice, chain, cause)
}

function adviseOnFile(specifier: string, importer: string): string {
  const wanted = resolve(dirname(importer), specifier)
  const near = nearMiss(wanted)
  if (near === undefined) return `There is no ${wanted}, with no extension that Hotseat knows either.`
  const suggestion = relative(dirname(importer), near)
  return `Did you mean '${suggestion.startsWith('.') ? suggestion : `./${suggestion}`}'?`
}

function adviseOnName(specifier: string, reason: string): string {
  if (specifier.startsWith('#')) return `"imports" in package.json has no such entry, or it leads to no file.`
  if (reason.includes('is not exported')) return `${reason}.`
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  return `Is the package ${name} installed? If it is a path of yours, tsconfig.json has no "paths" that lead to it.`
}

/** A file or folder beside the wanted one whose name differs in case, or by few letters. */
function nearMiss(wanted: string): string | undefined {
  const name = stem(wanted)
  const folder = dirname(wanted)
  const distances = entries(folder)
    .map((entry) => ({ entry, distance: distanceBetween(stem(entry).toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance)
  const [nearest] = distances
  return nearest && join(folder, nearest.entry)
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function stem(path: string): string {
  return basename(path, extname(path))
}

/** Levenshtein's distance: how many letters are to be put in, left out or replaced. */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of b.split('').entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
