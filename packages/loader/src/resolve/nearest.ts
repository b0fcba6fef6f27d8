import { closestMatch } from 'leven'

/** The one of some names that was probably meant by another: it differs in case, or by few letters. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const byLetters = new Map<string, string>()
  for (const candidate of candidates) {
    const letters = candidate.toLowerCase()
    if (!byLetters.has(letters) || candidate === name) byLetters.set(letters, candidate)
  }
  const letters = name.toLowerCase()
  const maxDistance = Math.max(1, Math.floor(name.length / 3))
  const found = byLetters.has(letters) ? letters : closestMatch(letters, [...byLetters.keys()], { maxDistance })
  return found === undefined ? undefined : byLetters.get(found)
}
