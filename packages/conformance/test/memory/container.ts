import {
  disposeInOrder,
  disposerOf,
  HotseatError,
  type BuildContext,
  type Container,
  type Disposal,
  type Registration,
  type Scope,
} from '@hotseat/core'
import type { Part, PartClass } from '../../src/index.ts'
import type { ContainerFault } from '../broken/container.ts'
import { brokenDisposals } from '../broken/disposal.ts'

type Token = PartClass | string

type Entry =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'async'; readonly make: () => Promise<object> }
  | { readonly kind: 'undescribed' }

const tokenOf = (wanted: Part | string): Token => (typeof wanted === 'string' ? wanted : wanted.target)

/** What a broken one keeps beyond a generation. */
const beyond = {
  newest: new Set<MemoryContainer>(),
  singletons: new Map<PartClass, unknown>(),
  plugins: new Map<string, Part[]>(),
  generations: new Set<MemoryContainer>(),
}

/** A small dependency-injection container, right in every respect but the fault that it is given. */
export class MemoryContainer implements Container<MemoryContainer> {
  readonly api = this
  readonly #parent: MemoryContainer | undefined
  readonly #context: BuildContext
  readonly #fault: ContainerFault | undefined
  readonly #entries = new Map<Token, Entry>()
  readonly #beside = new Map<string, Part[]>()
  readonly #instances = new Map<Token, unknown>()
  readonly #constructed: Disposal[] = []
  readonly #scopes = new Set<MemoryContainer>()
  readonly #promised = new Set<Promise<void>>()
  #disposal: Promise<void> | undefined

  constructor(context: BuildContext, fault?: ContainerFault, parent?: MemoryContainer) {
    this.#context = context
    this.#fault = fault
    this.#parent = parent
    if (fault === 'disposes the old one first' && !parent) {
      for (const old of beyond.newest) void old.dispose()
      beyond.newest.add(this)
    }
    if (fault === 'keeps every generation' && !parent) beyond.generations.add(this)
  }

  bind(part: Part): void {
    this.#entries.set(part.target, { kind: 'part', part })
  }

  bindValue(name: string, value: unknown): void {
    this.#entries.set(name, { kind: 'value', value })
  }

  bindAsync(name: string, make: () => Promise<object>): void {
    this.#entries.set(name, { kind: 'async', make })
  }

  bindBeside(part: Part): void {
    this.bind(part)
    const all = this.#fault === 'bindings pile up' ? beyond.plugins : this.#beside
    all.set(part.name, [...(all.get(part.name) ?? []), part])
  }

  bindUndescribed(target: PartClass): void {
    this.#entries.set(target, { kind: 'undescribed' })
  }

  describe(): readonly Registration[] {
    return [...this.#entries].map(([token, entry]) => {
      const isSingleton = entry.kind === 'part' && entry.part.lifetime === 'singleton'
      if (isSingleton && this.#fault === 'makes what it tells of') this.resolve(entry.part)
      const name = typeof token === 'string' ? token : token.name
      const value = this.#fault === 'tells values' && entry.kind === 'value' ? JSON.stringify(entry.value) : ''
      return {
        name: name + value,
        lifetime: entry.kind === 'part' ? entry.part.lifetime : entry.kind,
        resolved: isSingleton ? this.#instances.has(token) : undefined,
      }
    })
  }

  resolveAll(name: string): readonly unknown[] {
    const all = this.#fault === 'bindings pile up' ? beyond.plugins : this.#beside
    return (all.get(name) ?? []).map((part) => this.resolve(part))
  }

  resolve(wanted: Part | string): unknown {
    if (this.#disposal && this.#fault !== 'resolves when disposed') throw disposed(this.#context.generation)
    const token = tokenOf(wanted)
    const home = this.#homeOf(token)
    const entry = home.#entries.get(token)
    if (!entry) throw new Error(`nothing is bound to ${String(token)}`)
    switch (entry.kind) {
      case 'value':
        return entry.value
      case 'part':
        return this.#resolvePart(entry.part, home)
      case 'async':
        return home.#resolveAsync(token, entry.make)
      case 'undescribed':
        if (this.#fault === 'guesses without metadata') return Reflect.construct(Object, [])
        throw undescribed(String(Reflect.get(Object(token), 'name')))
      default:
        return entry satisfies never
    }
  }

  createScope(): Scope<MemoryContainer> {
    if (this.#disposal) throw disposed(this.#context.generation)
    const scope = new MemoryContainer(this.#context, this.#fault, this)
    this.#scopes.add(scope)
    return scope
  }

  /** As the application does it by itself. */
  createOwnScope(): MemoryContainer {
    if (this.#fault !== 'knows only the scopes it was asked for') return this.createScope().api
    return new MemoryContainer(this.#context, this.#fault, this)
  }

  /** As `dispose`; what is still being made goes as it comes. */
  discard(): Promise<void> {
    if (this.#fault !== 'waits for promises when aborted') this.#promised.clear()
    return this.dispose()
  }

  dispose(): Promise<void> {
    if (this.#fault === 'disposes twice') {
      this.#disposal = Promise.allSettled([this.#disposal]).then(() => this.#disposeAll())
      return this.#disposal
    }
    this.#disposal ??= this.#disposeAll()
    return this.#disposal
  }

  #homeOf(token: Token): MemoryContainer {
    if (this.#entries.has(token) || !this.#parent) return this
    return this.#parent.#homeOf(token)
  }

  #root(): MemoryContainer {
    return this.#parent ? this.#parent.#root() : this
  }

  #resolvePart(part: Part, home: MemoryContainer): unknown {
    const isSingleton =
      part.lifetime === 'singleton' || (part.lifetime === 'scoped' && this.#fault === 'scopes share what is scoped')
    if (part.lifetime === 'transient' || (isSingleton && this.#fault === 'singletons are transient')) {
      return this.#construct(part, this)
    }
    const owner = isSingleton ? (this.#fault === 'singletons of scopes are the root’s' ? home.#root() : home) : this
    const instances: Map<Token, unknown> =
      isSingleton && this.#fault === 'singletons of the process' ? beyond.singletons : owner.#instances
    if (!instances.has(part.target)) instances.set(part.target, this.#construct(part, owner))
    return instances.get(part.target)
  }

  #construct(part: Part, owner: MemoryContainer): object {
    const from = this.#fault === 'singletons capture scopes' ? this : owner
    const instance = new part.target(...part.takes.map((taken) => from.resolve(taken)))
    const isLeft = this.#fault === 'scopes forget what is transient' && part.lifetime === 'transient' && this.#parent
    const keeper = this.#fault === 'singletons go with the scope' ? this : owner
    if (!isLeft) keeper.#constructed.push({ name: part.name, dispose: () => instance.dispose() })
    return instance
  }

  #resolveAsync(token: Token, make: () => Promise<object>): unknown {
    if (this.#fault === 'asynchronous ones are made again') return make()
    const known = this.#instances.get(token)
    if (known) return known
    const making = make()
    this.#instances.set(token, making)
    if (this.#fault !== 'forgets what promises bring') this.#holdPromised(String(token), making)
    return making
  }

  #holdPromised(name: string, making: Promise<object>): void {
    const arrived = making.then(
      async (thing) => {
        const disposal = { name, dispose: () => disposerOf(thing)?.() }
        if (this.#disposal) await disposal.dispose()
        else this.#constructed.push(disposal)
      },
      () => undefined,
    )
    this.#promised.add(arrived)
  }

  async #disposeAll(): Promise<void> {
    const scopes = this.#fault === 'forgets live scopes' ? [] : [...this.#scopes].toReversed()
    for (const scope of scopes) await scope.dispose()
    if (this.#parent && this.#fault !== 'keeps its scopes') this.#parent.#scopes.delete(this)
    if (this.#fault !== 'does not wait for promises') await Promise.all(this.#promised)
    const { disposeTimeout: timeout } = this.#context
    const newestFirst = this.#constructed.toReversed()
    const dispose = (this.#fault && brokenDisposals[this.#fault]) ?? disposeInOrder
    await dispose(newestFirst, { timeout })
  }
}

function disposed(generation: number): HotseatError {
  return new HotseatError({ code: 'MEMORY_DISPOSED', message: `generation ${generation} is disposed` })
}

function undescribed(name: string): HotseatError {
  return new HotseatError({ code: 'MEMORY_METADATA', message: `${name} has no metadata: set "emitDecoratorMetadata".` })
}
