/**
 * What a person calls something by which a library for dependency injection finds things: a class by its name, a symbol as
 * it prints, anything else in quotes. A text, whatever it is given: a class may have a static member called `name`.
 *
 * @example nameOfToken(Greeter) // 'Greeter'
 */
export function nameOfToken(token: unknown): string {
  if (typeof token === 'function') {
    const name: unknown = Reflect.get(token, 'name')
    return typeof name === 'string' && name !== '' ? name : 'an anonymous class'
  }
  return typeof token === 'symbol' ? String(token) : `'${printed(token)}'`
}

function printed(token: unknown): string {
  try {
    return String(token)
  } catch {
    // It has no way to be a text, or one that fails.
    return Object.prototype.toString.call(token)
  }
}
