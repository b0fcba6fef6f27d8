import type { Server as NetServer } from 'node:net'
import { currentApplication } from '../application.ts'
import { watchedServer } from '../leftovers/resources.ts'
import { net } from './builtins.ts'
import { protocolOf } from './real-server.ts'
import { targetOf } from './target.ts'

/** From now on servers that an application makes listen are captured; all others listen as ever. */
export function patchListen(): void {
  const { prototype } = net.Server
  const native: unknown = Reflect.get(prototype, 'listen')
  if (typeof native !== 'function') return
  const listen = function listen(this: NetServer, ...given: unknown[]): NetServer {
    const application = this.listening ? undefined : currentApplication()
    const protocol = application && protocolOf(this)
    const target = protocol && targetOf(given)
    if (!application || !protocol || !target) {
      Reflect.apply(native, this, given)
      application?.watch(watchedServer(this))
      return this
    }
    if (target.callback) this.once('listening', target.callback)
    closeOn(target.signal, this)
    application.listen(this, protocol, target.options)
    return this
  }
  Reflect.set(prototype, 'listen', listen)
}

/** As Node does it for a server that listens. */
function closeOn(signal: AbortSignal | undefined, server: NetServer): void {
  if (!signal) return
  const close = (): void => void server.close()
  if (signal.aborted) {
    process.nextTick(close)
    return
  }
  signal.addEventListener('abort', close)
  server.once('close', () => signal.removeEventListener('abort', close))
}
