/** Something that a generation started and did not end. */
export interface Leftover {
  readonly kind: 'timer' | 'interval' | 'socket' | 'server' | 'child process' | 'worker' | 'process listener'
  /** What tells it from others of its kind: an event, a command, an address. */
  readonly name: string
  /** Its stack is that of where it was started. */
  readonly origin: Error
}

/** What is watched over until its generation goes. */
export interface Watched extends Leftover {
  /** It is still there. */
  isLeft(): boolean
  /** It keeps the process from ending, or does something by itself: worth a word. */
  isLoud(): boolean
  /** Ends it. */
  clear(): unknown
}
