import type { EventEmitter } from 'node:events'
import { onTestFinished } from 'vitest'

const events = ['uncaughtException', 'unhandledRejection'] as const

/**
 * What nothing caught goes to `catches`, as the command line has it, and what that does not take is collected. Vitest
 * hears of none of it until the test ends.
 */
export function collectStray(catches: (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => boolean): unknown[] {
  const stray: unknown[] = []
  const emitter: EventEmitter = process
  const others = events.map((event) => ({ event, listeners: emitter.rawListeners(event) }))
  const listen = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    if (!catches(error, origin)) stray.push(error)
  }
  for (const event of events) emitter.removeAllListeners(event)
  emitter.on('uncaughtException', listen)
  onTestFinished(() => {
    emitter.off('uncaughtException', listen)
    for (const { event, listeners } of others) {
      for (const each of listeners) if (isListener(each)) emitter.on(event, each)
    }
  })
  return stray
}

function isListener(value: unknown): value is () => void {
  return typeof value === 'function'
}
