/**
 * What the routers of an express application answer, as they are set up now; nothing for any other function. Of express 4
 * and 5, which keep the place of a layer differently. What is matched by a regular expression of the application is left out.
 *
 * @example expressRoutes(app) // ['GET /users/:id', …]
 */
export function expressRoutes(app: unknown): string[] {
  return typeof app === 'function' && 'handle' in app && 'set' in app ? routesOf(routerOf(app), '') : []
}

function routerOf(app: object): unknown {
  try {
    return Reflect.get(app, '_router') ?? Reflect.get(app, 'router')
  } catch {
    // Express 4 without a route: `router` is what throws.
    return undefined
  }
}

function routesOf(router: unknown, mount: string): string[] {
  const { stack }: Record<string, unknown> = Object(router)
  if (!Array.isArray(stack)) return []
  return stack.flatMap((layer: unknown) => {
    const { route, handle }: Record<string, unknown> = Object(layer)
    if (route === undefined) {
      const place = Array.isArray(Object(handle).stack) ? placeOf(Object(layer)) : undefined
      return place === undefined ? [] : routesOf(handle, mount + place)
    }
    const { path, methods }: Record<string, unknown> = Object(route)
    const paths = [path].flat().filter((each) => typeof each === 'string')
    const named = Object.keys(Object(methods)).map((name) => name.toUpperCase())
    // Express 5 has `all()` as each of Node's some 30.
    const names = named.includes('_ALL') || named.length > 10 ? ['ALL'] : named
    return paths.flatMap((each) => names.map((name) => `${name} ${joined(mount, each)}`))
  })
}

function joined(mount: string, path: string): string {
  return `${mount}/${path}`.replaceAll(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')
}

/** Where a router is mounted; undefined where that is an expression that no path was written as. */
function placeOf(layer: object): string | undefined {
  const { rawPath, regexp, keys }: Record<string, unknown> = { ...layer }
  if (typeof rawPath === 'string') return rawPath
  const names = Array.isArray(keys) ? keys.map((key: unknown) => String(Object(key).name)) : []
  const source = regexp instanceof RegExp ? regexp.source : patternOf(layer)
  return source === undefined ? undefined : pathOf(source, names)
}

/** Express 5.0 to 5.2 keep the expression of a layer where only the layer gets at it: it is seen when it is used. */
function patternOf(layer: object): string | undefined {
  const [matcher]: unknown[] = [Reflect.get(layer, 'matchers')].flat()
  if (typeof matcher !== 'function') return undefined
  // A router that is mounted nowhere has one that matches without an expression.
  const seen: string[] = []
  const exec: unknown = Reflect.get(RegExp.prototype, 'exec')
  if (typeof exec !== 'function') return undefined
  Reflect.set(RegExp.prototype, 'exec', function watched(this: RegExp, text: string): unknown {
    seen.push(this.source)
    return Reflect.apply(exec, this, [text])
  })
  try {
    matcher('/')
  } finally {
    Reflect.set(RegExp.prototype, 'exec', exec)
  }
  return seen[0] ?? ''
}

/**
 * The path that path-to-regexp made this expression of.
 *
 * @example pathOf('^\\/users\\/(?:([^\\/]+?))\\/?(?=\\/|$)', ['id']) // '/users/:id'
 */
function pathOf(source: string, names: readonly string[]): string | undefined {
  let turn = 0
  const path = source
    .replace(/^\^/, '')
    .replace(/(?:\(\?:\\\/\$\)\?|\\\/\?)?(?:\(\?=\\\/\|\$\)|\$)?$/, '')
    .replaceAll(/(?:\(\?:)?\(\[\^[^)]*\)\)?/g, () => `:${names[turn++] ?? `p${turn}`}`)
    .replaceAll(/\(\?:|\)/g, '')
    .replaceAll('\\', '')
  return /^[\w/:.~-]*$/.test(path) ? path : undefined
}
