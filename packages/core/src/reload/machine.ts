import { initialState, type Effect, type Event, type Policy, type State } from './state.ts'
import { transition } from './transition.ts'

export interface MachineOptions {
  readonly policy: Policy
  readonly run: (effect: Effect) => void
  /** Called when an event and all that followed from it synchronously is done. */
  readonly rested: () => void
}

/** Feeds events to the transition function one at a time, each with its effects run to completion before the next. */
export class Machine {
  readonly #options: MachineOptions
  readonly #mailbox: Event[] = []
  #busy = false
  #state: State = initialState

  constructor(options: MachineOptions) {
    this.#options = options
  }

  get state(): State {
    return this.#state
  }

  dispatch(event: Event): void {
    this.#mailbox.push(event)
    if (this.#busy) return
    this.#busy = true
    try {
      for (let next = this.#mailbox.shift(); next; next = this.#mailbox.shift()) {
        const [state, effects] = transition(this.#state, next, this.#options.policy)
        this.#state = state
        for (const effect of effects) this.#options.run(effect)
      }
    } finally {
      this.#busy = false
    }
    this.#options.rested()
  }
}
