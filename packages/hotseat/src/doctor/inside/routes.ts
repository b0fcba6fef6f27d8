import { subscribe } from 'node:diagnostics_channel'
import { expressRoutes } from './express-routes.ts'

/**
 * Watches what frameworks say that they answer: fastify tells while it is set up, express has it in its routers when it
 * listens. NestJS registers its routes with one of both.
 *
 * @returns the routes, of what listens for requests too
 */
export function watchRoutes(): (listeners: ReadonlySet<unknown>) => readonly string[] {
  const told = new Set<string>()
  // https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
  subscribe('fastify.initialization', (message) => {
    const fastify: unknown = Object(message).fastify
    const addHook: unknown = Object(fastify).addHook
    if (typeof addHook !== 'function') return
    Reflect.apply(addHook, fastify, [
      'onRoute',
      ({ method, url }: { readonly method: string | readonly string[]; readonly url: string }) => {
        for (const each of [method].flat()) told.add(`${each} ${url}`)
      },
    ])
  })
  return (listeners) => [...new Set([...told, ...[...listeners].flatMap(expressRoutes)])].toSorted()
}
