import type { Mounted, ServerBinding } from '@hotseat/core'
import { errors } from './errors.ts'
import type { Router } from './stand-in.ts'

/**
 * Serves what `createApp` returns when that is an application of mylib.
 *
 * @throws {HotseatError} `HOTSEAT_MYLIB_NOT_AN_APPLICATION`, when it is mounted
 * @example createReloader({ server: mylib(), … })
 */
export function mylib(): ServerBinding<Router> {
  return {
    name: 'mylib',
    mount(app) {
      if (!isApplication(app)) return Promise.reject(errors.notAnApplication())
      // The promise holds the lease until the handler has settled, also where the client has left long before.
      const mounted: Mounted = { handle: (request, response) => app.handle(request, response) }
      const { upgrade } = app
      // Without the method, the listener refuses upgrades by itself.
      return Promise.resolve(upgrade ? { ...mounted, upgrade } : mounted)
    },
  }
}

// Not by its class: the application may have a copy of its own.
function isApplication(value: unknown): value is Router {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['on', 'handle'].every((name) => typeof Reflect.get(value, name) === 'function')
  )
}
