import { subscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:net'
import { expressRoutes } from './express-routes.ts'

/**
 * Watches what frameworks say that they answer: fastify tells while it is set up, express has it in its routers when it
 * listens. NestJS registers its routes with one of both.
 *
 * @returns the routes, when asked
 */
export function watchRoutes(): (servers: readonly Server[]) => readonly string[] {
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
  return (servers) => {
    const listeners = servers.flatMap((server) => server.listeners('request'))
    return [...new Set([...told, ...listeners.flatMap((listener) => expressRoutes(listener))])].toSorted()
  }
}
