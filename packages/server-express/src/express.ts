import { Server } from 'node:net'
import type { Mounted, ServerBinding } from '@hotseat/core'
import type { Express } from 'express'
import { errors } from './errors.ts'
import { holdWhileHandled, traceHandlers } from './running-handlers.ts'

// An `import` of it would load all that its exports can be, among them a client for HTTP: a tenth of a start.
const http = process.getBuiltinModule('node:http')

/**
 * Serves what `createApp` returns when that is an Express 5 application. Upgrades, such as WebSockets, go to the
 * application's own `upgrade` listeners, if it has any when it is mounted.
 *
 * @throws {HotseatError} `HOTSEAT_EXPRESS_NOT_AN_APPLICATION`, when it is mounted; `HOTSEAT_EXPRESS_HTTP2`, when it is
 *   handed a request of HTTP/2 that it would break
 * @example
 * const reloader = createReloader({ entry: 'src/app.ts', server: express(), … })
 */
export function express(): ServerBinding<Express> {
  return {
    name: 'express',
    capabilities: { http2: false },
    mount(app, leaseOf) {
      if (!isApplication(app)) return Promise.reject(errors.notAnApplication(nameOf(app)))
      const stopTracing = traceHandlers()
      const mounted: Mounted = {
        handle(request, response) {
          if (!(request instanceof http.IncomingMessage) && breaksHttp2(app)) throw errors.http2()
          holdWhileHandled(request, leaseOf(request))
          app(request, response)
        },
        close() {
          stopTracing()
          return Promise.resolve()
        },
      }
      if (app.listenerCount('upgrade') === 0) return Promise.resolve(mounted)
      return Promise.resolve({
        ...mounted,
        upgrade: (request, socket, head) => void app.emit('upgrade', request, socket, head),
      })
    },
  }
}

// A router is a function with `use` and `handle` as well, but it is no emitter, and calls back for what it has no route for.
function isApplication(value: unknown): value is Express {
  return (
    typeof value === 'function' &&
    ['use', 'handle', 'emit', 'listenerCount'].every((name) => typeof Reflect.get(value, name) === 'function')
  )
}

/**
 * Express gives each request and response a prototype of HTTP/1, on which those of HTTP/2 throw, from timers too, where
 * nobody catches it. Where an application has been taught better, its `request` is an accessor, or no HTTP/1 prototype.
 */
function breaksHttp2(app: Express): boolean {
  return Object.getOwnPropertyDescriptor(app, 'request')?.value instanceof http.IncomingMessage
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (value instanceof Server) return 'a server (of listen() or createServer(), perhaps)'
  if (typeof value === 'function') return Reflect.has(value, 'use') ? 'a router' : 'a function'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
