/** Routes of one application that are asked at most. */
const limit = 200

/**
 * What to ask of routes: those that answer GET, with 1 for every parameter; not those with a wildcard or an expression.
 *
 * @example pathsOf(['GET /users/:id', 'POST /users']) // ['/users/1']
 */
export function pathsOf(routes: readonly string[]): string[] {
  const asked = routes
    .filter((route) => /^(?:GET|ALL) /.test(route))
    .map((route) => route.replace(/^\S+ /, '').replaceAll(/:\w+(?:\([^)]*\))?\??/g, '1'))
  return [...new Set(asked)].filter((path) => /^[\w/.~@-]+$/.test(path)).slice(0, limit)
}
