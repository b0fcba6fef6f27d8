import { currentApplication, type Application } from '../application.ts'
import { watchedListener } from '../leftovers/resources.ts'
import { methods, ProcessEvents } from './process-events.ts'

/** From now on what an application does to the process counts for its generation; what others do is as ever. */
export function patchProcess(): void {
  replace('exit', (application, [code]) => application.exit(`process.exit(${nameOf(code)})`))
  replace('abort', (application) => application.exit('process.abort()'))
  // Some pass a signal on to themselves when they have cleaned up.
  replace('kill', (application, [pid, signal = 'SIGTERM']) =>
    pid === process.pid && signal !== 0
      ? application.kill(`process.kill(process.pid, '${nameOf(signal)}')`)
      : undefined,
  )
  for (const name of methods) {
    replace(name, (application, given) => {
      const [event, listener] = given
      // Of all events: those of others would go as well.
      if (name === 'removeAllListeners' && event === undefined) return own(application, name, given)
      if (ProcessEvents.isOwn(event)) return isNodes(event, name) ? undefined : own(application, name, given)
      if (adding.has(name) && (typeof event === 'string' || typeof event === 'symbol'))
        application.watch(watchedListener(event, listener))
      return undefined
    })
  }
}

const asking = new Set<string>(['listeners', 'rawListeners', 'listenerCount'])
const adding = new Set<string>(['on', 'addListener', 'prependListener', 'once', 'prependOnceListener'])

/** @param instead what a call by an application does; where that gives undefined, it is as ever */
function replace(
  name: 'exit' | 'abort' | 'kill' | (typeof methods)[number],
  instead: (application: Application, given: readonly unknown[]) => { readonly result: unknown } | undefined,
): void {
  const native: unknown = Reflect.get(process, name)
  if (typeof native !== 'function') return
  const patched = function patched(this: unknown, ...given: unknown[]): unknown {
    const application = this === process || this === undefined ? currentApplication() : undefined
    const done = application && instead(application, given)
    return done ? done.result : Reflect.apply(native, this, given)
  }
  Reflect.set(process, name, Object.defineProperty(patched, 'name', { value: name }))
}

function own({ events }: Application, name: string, given: readonly unknown[]): { readonly result: unknown } {
  const method: unknown = Reflect.get(events, name)
  const result: unknown = typeof method === 'function' ? Reflect.apply(method, events, given) : undefined
  return { result: result === events ? process : result }
}

/**
 * Whether a call is about the real process all the same: all but signals is Node's to tell, in the context of whoever is
 * the reason, and whoever asks for listeners wants to know whether an error ends the process; and a package that waits for the exit does so once, for whatever all generations give it.
 */
function isNodes(event: unknown, name: string): boolean {
  const isSignal = typeof event === 'string' && event.startsWith('SIG')
  if (name === 'emit' || asking.has(name)) return !isSignal
  return (event === 'exit' || event === 'beforeExit') && isCalledByPackage()
}

/** The code that calls a method which is replaced here is a package's. */
function isCalledByPackage(): boolean {
  const [, ...frames] = (new Error('call').stack ?? '').split('\n')
  const caller = frames.find((frame) => !frame.includes(import.meta.filename) && !frame.includes('node:'))
  return caller?.includes('/node_modules/') === true
}

function nameOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
