import { Visitor } from 'oxc-parser'

/**
 * `Service | null` without `strictNullChecks` is `Service` in metadata, as for tsc; the compiler says so of strings
 * and numbers only, and `Object` of classes. So the rest of the union is blanked out: types are erased anyway, and
 * nothing moves.
 *
 * @param parse gives the syntax tree of `text`; asked for only if there may be such a union
 */
export function withoutNull(text: string, parse: () => Parameters<Visitor['visit']>[0]): string {
  if (!/\|\s*(?:null|undefined)\b|\b(?:null|undefined)\s*\|/.test(text)) return text
  const blanks: (readonly [start: number, end: number])[] = []
  new Visitor({
    TSUnionType({ start, end, types }) {
      const [kept, ...more] = types.filter(({ type }) => type !== 'TSNullKeyword' && type !== 'TSUndefinedKeyword')
      if (kept && more.length === 0) blanks.push([start, kept.start], [kept.end, end])
    },
  }).visit(parse())
  let blanked = text
  for (const [start, end] of blanks) {
    blanked = blanked.slice(0, start) + blanked.slice(start, end).replaceAll(/[^\n\r]/g, ' ') + blanked.slice(end)
  }
  return blanked
}
