import { Disk, fileNames, Reading, type Content, type FileName } from './disk.ts'
import { initialState, type Effect, type Event, type Policy, type State } from '../../src/reload/state.ts'
import { transition } from '../../src/reload/transition.ts'

/** What a test may put in the place of the algorithm: the real one, or one with a planted bug. */
export type Transition = typeof transition

const policy: Policy = {
  debounce: { kind: 'adaptive', lone: 10, wide: 100, max: 1_000 },
  maxDiscards: 3,
  maxRetired: 2,
  lockPatience: 5_000,
  lockPoll: 25,
}

/** A promise of RULES.md that did not hold. */
export class Violation extends Error {
  readonly rule: string
  constructor(rule: string, what: string) {
    super(`${rule}: ${what}`)
    this.rule = rule
  }
}

/**
 * The world around the algorithm, small enough to be searched: three files, builds that read them one at a time, leases,
 * time. Each method is one thing that can happen; every promise is checked as soon as it could be broken.
 */
export class Model {
  readonly #transition: Transition
  readonly #disk = new Disk()
  readonly #undelivered: FileName[] = []
  readonly #builds = new Map<number, Reading>()
  readonly #leases = new Map<number, number>()
  readonly #aborted = new Set<number>()
  readonly #cutOff = new Set<number>()
  readonly #disposing: number[] = []
  readonly #disposals = new Map<number, number>()
  readonly #served = new Map<FileName, number>()
  #concluded: Reading | undefined
  #failureShown = false
  #state: State = initialState
  #now = 0
  #quietAt: number | undefined
  #discardsInARow = 0
  #stoppedTimes = 0

  constructor(candidate: Transition = transition) {
    this.#transition = candidate
    this.#dispatch({ type: 'start', at: 0 })
  }

  get live(): number | undefined {
    return this.#state.live
  }

  save(index: number, content: Content): void {
    const name = fileNames[index % fileNames.length] ?? 'a'
    this.#disk.save(name, content)
    this.#undelivered.push(name)
  }

  /** The watcher reports the oldest change it has not reported yet. */
  deliver(): void {
    const name = this.#undelivered.shift()
    if (name) this.#touch([name])
  }

  /** The build under way reads its next file or, having read all or a broken one, ends. */
  buildStep(): void {
    const generation = this.#state.build?.generation
    const build = generation === undefined ? undefined : this.#builds.get(generation)
    if (generation === undefined || !build || build.ended) return
    const failed = build.isFailing
    if (build.next(this.#disk)) return
    build.ended = true
    this.#dispatch({ type: 'built', at: this.#now, generation, failed })
  }

  advance(milliseconds: number, locked = false): void {
    this.#now += milliseconds
    if (this.#quietAt === undefined || this.#quietAt > this.#now) return
    this.#quietAt = undefined
    this.#dispatch({ type: 'quiet', at: this.#now, locked })
  }

  request(): void {
    const live = this.#state.live
    if (live !== undefined) this.#leases.set(live, (this.#leases.get(live) ?? 0) + 1)
  }

  /** The oldest request that is in flight ends. */
  respond(): void {
    for (const [generation, count] of this.#leases) {
      if (count === 0) continue
      this.#leases.set(generation, count - 1)
      if (count === 1 && generation !== this.#state.live) this.#dispatch({ type: 'drained', generation })
      return
    }
  }

  drainTimeout(): void {
    const draining = this.#state.retired.find(({ stage }) => stage === 'draining')
    if (draining) this.#dispatch({ type: 'drain-timeout', generation: draining.generation })
  }

  finishDisposal(): void {
    const generation = this.#disposing.shift()
    if (generation !== undefined) this.#dispatch({ type: 'disposed', generation })
  }

  reload(): void {
    this.#dispatch({ type: 'reload', at: this.#now, reason: 'reload' })
  }

  stop(): void {
    this.#dispatch({ type: 'stop' })
  }

  /** Lets everything that is under way come to its end, then checks what holds in quiet. */
  settle(): void {
    for (let rounds = 0; !this.#isQuiet(); rounds += 1) {
      if (rounds > 200) throw new Violation('I6', 'it never comes to rest')
      this.deliver()
      this.buildStep()
      this.advance(50)
      this.finishDisposal()
    }
    if (this.#state.status === 'running') this.#checkQuiet()
  }

  /** Stops, ends every request, and checks what holds in the end. */
  end(): void {
    this.stop()
    this.stop()
    for (const [, count] of this.#leases) for (let each = 0; each < count; each += 1) this.respond()
    for (let rounds = 0; rounds < 50; rounds += 1) {
      this.buildStep()
      this.finishDisposal()
    }
    if (this.#state.status !== 'stopped') throw new Violation('I8', `stop() does not end: ${this.#state.status}`)
    if (this.#stoppedTimes !== 1) throw new Violation('I8', `stopped was told ${this.#stoppedTimes} times`)
    if (this.#quietAt !== undefined) throw new Violation('I8', 'a timer is left')
    for (const generation of this.#builds.keys()) {
      const times = this.#disposals.get(generation) ?? 0
      if (times !== 1) throw new Violation('I3', `generation ${generation} was let go ${times} times`)
    }
  }

  #touch(names: readonly FileName[]): void {
    this.#dispatch(this.#touchEvent(names))
  }

  #touchEvent(names: readonly FileName[]): Event {
    const building = this.#state.build && this.#builds.get(this.#state.build.generation)
    const behind = names.filter((name) => building?.hasOther(name, this.#disk))
    const newer = names.filter((name) => this.#concluded?.hasOther(name, this.#disk))
    return {
      type: 'touch',
      at: this.#now,
      touch: {
        paths: [...new Set([...behind, ...newer])],
        missed: behind.length > 0 || (building === undefined && newer.length > 0),
        unfinished: false,
        strange: names.filter((name) => !(building ?? this.#concluded)?.files.has(name)),
      },
    }
  }

  #dispatch(event: Event): void {
    const mailbox: Event[] = [event]
    for (let next = mailbox.shift(); next; next = mailbox.shift()) {
      const [state, effects] = this.#transition(this.#state, next, policy)
      this.#state = state
      for (const effect of effects) mailbox.push(...this.#run(effect))
    }
    const draining = this.#state.retired.filter(({ stage }) => stage === 'draining')
    if (draining.length > policy.maxRetired) throw new Violation('I10', `${draining.length} generations drain`)
  }

  #run(effect: Effect): Event[] {
    switch (effect.type) {
      case 'build': {
        if ([...this.#builds.values()].some(({ ended }) => !ended)) throw new Violation('I7', 'two builds run')
        if (this.#builds.has(effect.generation)) throw new Violation('I7', 'a generation number is used again')
        this.#builds.set(effect.generation, new Reading())
        return []
      }
      case 'abort':
        this.#aborted.add(effect.generation)
        this.#discardsInARow += 1
        return []
      case 'verify': {
        const changed = fileNames.filter((name) => this.#builds.get(effect.generation)?.hasOther(name, this.#disk))
        const verified: Event = { type: 'verified', at: this.#now, generation: effect.generation }
        return changed.length > 0 ? [this.#touchEvent(changed), verified] : [verified]
      }
      case 'swap':
        return this.#swap(effect.generation, effect.retires)
      case 'report': {
        this.#concluded = this.#builds.get(effect.generation)
        this.#failureShown = true
        this.#discardsInARow = 0
        return []
      }
      case 'vacate':
        return this.#drainedAtOnce(effect.retires)
      case 'cut-off':
        this.#cutOff.add(effect.generation)
        return []
      case 'dispose': {
        const held = this.#leases.get(effect.generation) ?? 0
        if (held > 0 && !this.#cutOff.has(effect.generation)) {
          throw new Violation('I2', `generation ${effect.generation} is disposed while ${held} leases are held`)
        }
        return this.#letGo(effect.generation)
      }
      case 'discard': {
        const failed = this.#builds.get(effect.generation)?.isFailing === true
        if (effect.overtaken && !failed && !this.#aborted.has(effect.generation)) this.#discardsInARow += 1
        // A stop discards the build too; that one is not in the row.
        if (this.#discardsInARow > policy.maxDiscards && this.#state.status === 'running') {
          throw new Violation('I7', `${this.#discardsInARow} builds in a row were discarded`)
        }
        return this.#letGo(effect.generation)
      }
      case 'quiet-after':
        this.#quietAt = this.#now + effect.delay
        return []
      case 'quiet-never':
        this.#quietAt = undefined
        return []
      case 'stopped':
        this.#stoppedTimes += 1
        return []
      default:
        return effect satisfies never
    }
  }

  #swap(generation: number, retires: number | undefined): Event[] {
    const build = this.#builds.get(generation)
    if (this.#state.live !== generation) throw new Violation('I4', 'the seat is not what was published')
    if (!build?.ended) throw new Violation('I4', 'a build is published before it has ended')
    if (!build.isCurrent(this.#disk) && this.#discardsInARow < policy.maxDiscards) {
      throw new Violation('I18', `generation ${generation} is published although its files have changed`)
    }
    for (const [name, { version }] of build.files) {
      if (version < (this.#served.get(name) ?? 0)) throw new Violation('I7', `${name} goes back in time`)
      this.#served.set(name, version)
    }
    this.#concluded = build
    this.#failureShown = false
    this.#discardsInARow = 0
    return this.#drainedAtOnce(retires)
  }

  #drainedAtOnce(retires: number | undefined): Event[] {
    if (retires === undefined || (this.#leases.get(retires) ?? 0) > 0) return []
    return [{ type: 'drained', generation: retires }]
  }

  #letGo(generation: number): Event[] {
    const times = (this.#disposals.get(generation) ?? 0) + 1
    this.#disposals.set(generation, times)
    if (times > 1) throw new Violation('I3', `generation ${generation} is let go ${times} times`)
    this.#disposing.push(generation)
    return []
  }

  #isQuiet(): boolean {
    const { build, window, dirty, status } = this.#state
    const busy = build !== undefined || window !== undefined || dirty
    return this.#undelivered.length === 0 && !(status === 'running' && busy) && this.#disposing.length === 0
  }

  #checkQuiet(): void {
    const { live } = this.#state
    if (live === undefined && !this.#failureShown) throw new Violation('I4', 'the seat is empty')
    const shown = this.#concluded
    if (!shown?.equals(this.#disk)) throw new Violation('I6', 'in quiet, what is shown is not what is on disk')
    if (!this.#failureShown && shown !== (live === undefined ? undefined : this.#builds.get(live))) {
      throw new Violation('I6', 'in quiet, what was built last is not live')
    }
  }
}
