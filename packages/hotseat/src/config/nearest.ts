/** The candidate that a mistyped word most likely meant; undefined when none is close. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase()
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: distance(typed, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  return best && best.distance <= Math.max(2, word.length / 3) ? best.candidate : undefined
}

/** Levenshtein's: how many characters to insert, delete or replace. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [line, letter] of from.split('').entries()) {
    const next = [line + 1]
    for (let column = 1; column <= to.length; column++) {
      const [above = 0, diagonal = 0, left = 0] = [row[column], row[column - 1], next[column - 1]]
      next.push(Math.min(above + 1, left + 1, diagonal + (to[column - 1] === letter ? 0 : 1)))
    }
    row = next
  }
  return row[to.length] ?? 0
}
