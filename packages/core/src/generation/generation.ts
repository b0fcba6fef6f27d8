import type { IncomingMessage } from 'node:http'
import { disposeInOrder, type Disposal } from '../disposal.ts'
import type { Snapshot } from '../files/snapshot.ts'
import type { Container } from '../ports/container-factory.ts'
import type { ModuleDescription, Registration } from '../ports/descriptions.ts'
import type { ModuleGraph, ModuleGraphStats } from '../ports/module-loader.ts'
import type { Mounted } from '../ports/mounted.ts'
import { errors } from './errors.ts'
import { GenerationLease, type Leased, type LeaseOptions } from './generation-lease.ts'
import type { Lease } from './lease.ts'
import type { LeaseStatus } from './status.ts'

export interface GenerationOptions extends LeaseOptions {
  readonly number: number
  readonly snapshot: Snapshot
}

/** All that came from one snapshot of the source. It takes in its parts as they are built, and lets go of all of them. */
export class Generation<Api> implements Leased<Api> {
  readonly number: number
  readonly snapshot: Snapshot
  readonly #options: GenerationOptions
  readonly #parts: Disposal[] = []
  readonly #leases = new Set<GenerationLease<Api>>()
  #container: Container<Api> | undefined
  #describe: Container<Api>['describe']
  #mounted: Mounted | undefined
  #graph: Pick<ModuleGraph, 'stats' | 'describe'> | undefined
  #drained: (() => void) | undefined
  #disposal: Promise<void> | undefined

  constructor(options: GenerationOptions) {
    this.#options = options
    this.number = options.number
    this.snapshot = options.snapshot
  }

  /** How many modules it has, carried and new. */
  get modules(): ModuleGraphStats {
    return this.#graph?.stats ?? { carried: 0, instantiated: 0 }
  }

  get mounted(): Mounted | undefined {
    return this.#mounted
  }

  /** @throws {HotseatError} `HOTSEAT_GENERATION_DISPOSED`, `HOTSEAT_NO_CONTAINER` */
  get container(): Container<Api> {
    if (this.#disposal) throw errors.generationDisposed(this.number)
    if (!this.#container) throw errors.noContainer(this.number)
    return this.#container
  }

  /** Parts are let go in the reverse of the order in which they came. One that comes too late is let go at once. */
  adopt(part: Disposal): void {
    if (this.#disposal) void this.#disposeAll([part])
    else this.#parts.push(part)
  }

  seatModules(graph: Pick<ModuleGraph, 'stats' | 'describe'>): void {
    this.#graph = graph
  }

  seatContainer(container: Container<Api>): void {
    this.#container = container
    this.describedBy(() => container.describe?.() ?? [])
    this.adopt({ name: `the container of generation ${this.number}`, dispose: () => container.dispose() })
  }

  /** Who can tell what its containers know. */
  describedBy(describe: () => readonly Registration[]): void {
    this.#describe = describe
  }

  seatMounted(mounted: Mounted): void {
    this.#mounted = mounted
    this.adopt({ name: `the application of generation ${this.number}`, dispose: () => mounted.close?.() })
  }

  /** @param request what it is for, if for one */
  lease(request?: IncomingMessage): Lease<Api> {
    const lease = new GenerationLease<Api>(this, this.#options, this.#ended, request)
    this.#leases.add(lease)
    return lease
  }

  /** `drained` is called once, when no lease is held: at once if none is. */
  retire(drained: () => void): void {
    this.#drained = drained
    this.#tellIfDrained()
  }

  get leases(): readonly LeaseStatus[] {
    return [...this.#leases].map(({ status }) => status)
  }

  describeModules(): readonly ModuleDescription[] {
    return this.#graph?.describe?.() ?? []
  }

  describeContainer(): readonly Registration[] {
    return this.#describe?.() ?? []
  }

  /** Fires the signal of every lease that is still held. Returns their number. */
  cutOff(): number {
    for (const lease of this.#leases) lease.cutOff()
    return this.#leases.size
  }

  /** Lets everything go. Never rejects: what goes wrong is told to `disposeFailed`. A second call returns the first one's promise. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#disposeAll(this.#parts.splice(0).toReversed())
    return this.#disposal
  }

  async #disposeAll(parts: readonly Disposal[]): Promise<void> {
    try {
      await disposeInOrder(parts, { timeout: this.#options.disposeTimeout })
    } catch (error) {
      this.#options.disposeFailed(error)
    } finally {
      this.#container = undefined
      this.#mounted = undefined
      this.#graph = undefined
      this.#describe = undefined
    }
  }

  readonly #ended = (lease: GenerationLease<Api>): void => {
    this.#leases.delete(lease)
    this.#tellIfDrained()
  }

  #tellIfDrained(): void {
    if (this.#leases.size > 0 || !this.#drained) return
    const drained = this.#drained
    this.#drained = undefined
    drained()
  }
}
