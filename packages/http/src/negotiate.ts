/** A part of an `Accept` header. */
interface Range {
  readonly type: string
  readonly quality: number
}

/** How closely a range names a type; undefined where it does not. */
type Fit = 0 | 1 | 2

/**
 * Which of the types a client would rather have: of the highest quality, as the range that names it most closely says; among
 * equals what is named more closely, then what is named first, then what is offered first. Undefined where it takes none.
 *
 * @param accept undefined: it takes all
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 * @example preferred(['text/plain', 'text/html'], 'text/html;q=0.1, *\/*') // 'text/plain'
 */
export function preferred<Type extends string>(offered: readonly Type[], accept: string | undefined): Type | undefined {
  if (accept === undefined || accept.trim() === '') return offered[0]
  const ranges = accept.split(',').map(rangeOf)
  const wanted = offered.flatMap((type) => {
    const fits = ranges.flatMap(({ type: named, quality }, place) => {
      const fit = fitOf(named, type)
      return fit === undefined ? [] : [{ type, quality, fit, place }]
    })
    const [closest] = fits.toSorted((left, right) => right.fit - left.fit)
    return closest && closest.quality > 0 ? [closest] : []
  })
  const [best] = wanted.toSorted(
    (left, right) => right.quality - left.quality || right.fit - left.fit || left.place - right.place,
  )
  return best?.type
}

function rangeOf(part: string): Range {
  const [type = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  const quality = weight === undefined ? 1 : Number.parseFloat(weight)
  return { type, quality: Number.isNaN(quality) ? 0 : quality }
}

/** What is built on JSON is JSON. */
function fitOf(named: string, type: string): Fit | undefined {
  if (named === type || (type === 'application/json' && /^application\/.+\+json$/.test(named))) return 2
  if (named === `${type.split('/', 1)[0]}/*`) return 1
  return named === '*/*' ? 0 : undefined
}
