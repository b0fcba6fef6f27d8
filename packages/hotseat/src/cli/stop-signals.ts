/** What to do about signals that ask the process to end. */
export interface StopActions {
  /** The first signal: drain, dispose, and let the process end. Called once. */
  stop(): Promise<void>
  /** Stopping takes a while; a second signal now ends it at once. */
  patienceAsked(): void
  /** A second signal. */
  exitNow(code: number): void
}

/** The signals, each with the exit code of a process that it ends. */
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/**
 * A package manager that runs this process passes Ctrl-C on, which the terminal has sent to it as well: a second signal so
 * soon is the same key press.
 */
const samePress = 250

/**
 * Answers Ctrl-C and its likes: the first stops in order, a second exits at once.
 *
 * @returns what answers a signal, for what means the same as one
 */
export function handleStopSignals(actions: StopActions): (signal: keyof typeof codes) => void {
  let state: 'running' | 'begun' | 'stopping' = 'running'
  const answer = (signal: keyof typeof codes): void => {
    if (state === 'stopping') return actions.exitNow(codes[signal])
    if (state === 'begun') return
    state = 'begun'
    const patience = setTimeout(() => {
      state = 'stopping'
      actions.patienceAsked()
    }, samePress)
    void actions.stop().finally(() => {
      clearTimeout(patience)
      state = 'stopping'
    })
  }
  process.on('SIGINT', answer)
  process.on('SIGTERM', answer)
  process.on('SIGHUP', answer)
  return answer
}
