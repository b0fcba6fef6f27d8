/**
 * What a person calls something by which a library for dependency injection finds things: a class by its name, a symbol as
 * it prints, anything else in quotes.
 *
 * @example nameOfToken(Greeter) // 'Greeter'
 */
export function nameOfToken(token: unknown): string {
  if (typeof token === 'function') return token.name || 'an anonymous class'
  return typeof token === 'symbol' ? String(token) : `'${String(token)}'`
}
