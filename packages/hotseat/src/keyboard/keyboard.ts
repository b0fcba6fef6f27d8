import type { ReadStream } from 'node:tty'
import { isInForeground } from './foreground.ts'
import { pressesOf, type Press } from './keys.ts'

export interface KeyboardOptions {
  readonly pressed: (press: Exclude<Press, 'suspend'>) => void
  /** The application has begun to read the keyboard itself, or has left off: the keys are its own meanwhile. */
  readonly shared: (isTaken: boolean) => void
}

/** How the keyboard is read. A second `release` does nothing. */
export interface Keyboard {
  /** The keys do nothing any more, and the terminal is as it was. */
  release(): void
}

/** Milliseconds until a process in the background looks again whether it has the terminal. */
const lookAgain = 500

/** By what one reads a stream. */
const readings: ReadonlySet<string | symbol> = new Set(['data', 'readable', 'keypress'])

/**
 * Reads single keys from a terminal, as soon as they are pressed. The terminal is put back into its usual mode on every way out: at the
 * release, at an exit, before a stop by Ctrl-Z, and while the application reads the keyboard itself.
 */
export function readKeys(stdin: ReadStream, { pressed, shared }: KeyboardOptions): Keyboard {
  let isReleased = false
  /** Listeners of others. */
  let readers = 0
  /** They have the keyboard. */
  let isLent = false
  let isReading = false
  /** What is added or removed is ours. */
  let isOwn = false

  const heard = (chunk: Buffer | string): void => {
    for (const press of pressesOf(chunk.toString())) {
      if (press === 'suspend') suspend()
      else pressed(press)
    }
  }
  const own = (work: () => void): void => {
    isOwn = true
    work()
    isOwn = false
  }
  let waiting: NodeJS.Timeout | undefined
  const start = (): void => {
    clearTimeout(waiting)
    if (isReleased || isReading || isLent) return
    if (!isInForeground()) {
      // A shell does not say so when it brings a job that runs to the front.
      waiting = setTimeout(start, lookAgain).unref()
      return
    }
    isReading = true
    // Node skips a mode that it believes to be set already: after a stop it is not.
    stdin.setRawMode(false)
    stdin.setRawMode(true)
    own(() => stdin.on('data', heard))
    stdin.resume()
    // Whether the process goes on is not for the keyboard to say.
    stdin.unref()
  }
  const stop = (): void => {
    if (!isReading) return
    isReading = false
    own(() => stdin.off('data', heard))
    stdin.setRawMode(false)
    if (!isLent) stdin.pause()
  }
  const suspend = (): void => {
    stop()
    // To all of the job, as the terminal does it.
    process.kill(0, 'SIGTSTP')
  }
  const came = (name: string | symbol): void => {
    if (isOwn || !readings.has(name)) return
    readers += 1
    if (isLent) return
    isLent = true
    shared(true)
    stop()
    stdin.ref()
  }
  const went = (name: string | symbol): void => {
    if (isOwn || !readings.has(name)) return
    readers -= 1
    // Once whoever leaves off is done with the terminal.
    setImmediate(takeBack)
  }
  const takeBack = (): void => {
    if (isReleased || !isLent || isRead()) return
    isLent = false
    shared(false)
    start()
  }
  /** A closed interface of readline leaves a listener behind, which goes with the next key. */
  const isRead = (): boolean => {
    const isLeftOver = stdin.isPaused() && stdin.listenerCount('keypress') + stdin.listenerCount('readable') === 0
    return readers > 0 && !isLeftOver
  }

  stdin.on('newListener', came)
  stdin.on('removeListener', went)
  process.on('SIGCONT', start)
  process.on('exit', stop)
  start()
  return {
    release() {
      if (isReleased) return
      isReleased = true
      clearTimeout(waiting)
      stdin.off('newListener', came)
      stdin.off('removeListener', went)
      process.off('SIGCONT', start)
      process.off('exit', stop)
      stop()
    },
  }
}
