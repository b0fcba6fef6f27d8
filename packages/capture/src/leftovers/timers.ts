import { join } from 'node:path'
import type { Watched } from './leftover.ts'

type Watch = () => ((watched: Watched) => void) | undefined

const timers = process.getBuiltinModule('node:timers')

/**
 * From now on the timers that an application sets are watched over.
 *
 * @param watch gives what takes those of the code that runs now; undefined if they are nobody's
 */
export function watchTimers(watch: Watch): void {
  const { setTimeout: timeout, setInterval: interval } = globalThis
  replace('setTimeout', watching('timer', timeout, watch))
  replace('setInterval', watching('interval', interval, watch))
}

function watching(kind: 'timer' | 'interval', native: Function, watch: Watch): Function {
  const patched = (...given: unknown[]): unknown => {
    const timer: unknown = Reflect.apply(native, globalThis, given)
    const take = watch()
    if (take && isTimer(timer)) take(watchedTimer(kind, timer, given[1]))
    return timer
  }
  // What `util.promisify()` asks for is one of them.
  return Object.defineProperties(patched, Object.getOwnPropertyDescriptors(native))
}

/** In the global scope, and for whoever imports it. */
function replace(name: 'setTimeout' | 'setInterval', patched: Function): void {
  Reflect.set(globalThis, name, patched)
  Reflect.set(timers, name, patched)
  process.getBuiltinModule('node:module').syncBuiltinESMExports()
}

function watchedTimer(kind: 'timer' | 'interval', timer: NodeJS.Timeout, delay: unknown): Watched {
  // A timer that is due, or cleared, need not stay in memory for this.
  const known = new WeakRef(timer)
  const origin = new Error(kind)
  return {
    kind,
    name: `of ${typeof delay === 'number' ? delay : 1} ms`,
    origin,
    isLeft: () => {
      const present = known.deref()
      return present !== undefined && Reflect.get(present, '_destroyed') !== true
    },
    isLoud: () => known.deref()?.hasRef() === true,
    clear() {
      const present = known.deref()
      if (present?.hasRef() === true || !isOfPackage(origin)) clearTimeout(present)
    },
  }
}

/** This package's own files, which are installed as well. */
const own = join(import.meta.dirname, '..')

/**
 * Whether an installed package started it itself: those are there for all generations, and some have one timer for
 * whatever they do, that must go on.
 */
function isOfPackage({ stack = '' }: Error): boolean {
  const caller = stack.split('\n').find((line) => /[/\\]/.test(line) && !line.includes(own) && !line.includes('node:'))
  return caller?.includes('node_modules') === true
}

function isTimer(value: unknown): value is NodeJS.Timeout {
  return typeof value === 'object' && value !== null && 'hasRef' in value
}
