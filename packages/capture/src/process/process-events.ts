import { EventEmitter } from 'node:events'

/** Events of the process that tell of its end: each generation has those of its own end. */
const ofTheEnd = new Set<string | symbol>([
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGBREAK',
  'SIGUSR2',
  'beforeExit',
  'exit',
  'uncaughtException',
  'uncaughtExceptionMonitor',
  'unhandledRejection',
])

/** The methods of an emitter whose first argument is the event. */
export const methods = [
  'on',
  'addListener',
  'prependListener',
  'once',
  'prependOnceListener',
  'off',
  'removeListener',
  'removeAllListeners',
  'listeners',
  'rawListeners',
  'listenerCount',
  'emit',
] as const

/** What a generation listens to of the process. */
export class ProcessEvents extends EventEmitter {
  constructor() {
    super()
    this.setMaxListeners(0)
  }

  /** Whether a generation has such an event of its own. */
  static isOwn(event: unknown): boolean {
    return (typeof event === 'string' || typeof event === 'symbol') && ofTheEnd.has(event)
  }

  /** What is listened to here is listened to there from now on. */
  moveTo(emitter: EventEmitter): void {
    for (const event of this.eventNames()) {
      for (const listener of this.rawListeners(event))
        emitter.on(event, (...given) => void Reflect.apply(listener, emitter, given))
    }
    this.clear()
  }

  /** Tells of an error that nothing caught, as Node does. @returns whether something listens to such */
  tellOfError(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): boolean {
    this.emit('uncaughtExceptionMonitor', error, origin)
    if (origin === 'unhandledRejection' && this.emit(origin, error, rejected(error))) return true
    return this.emit('uncaughtException', error, origin)
  }

  clear(): void {
    this.removeAllListeners()
  }
}

/** In the place of the promise, which Node tells only its own listeners. */
function rejected(reason: unknown): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => undefined)
  reject(reason)
  return promise
}
