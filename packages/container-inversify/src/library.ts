import type { BuildContext } from '@hotseat/core'
import type { Container, ContainerOptions, ServiceIdentifier } from 'inversify'
import { errors } from './errors.ts'

/**
 * What this adapter relies on inside inversify 7 and 8, beyond the typings of `Container`: what a plugin of
 * `@inversifyjs/plugin` is given, and the bindings as they are kept
 * (https://github.com/inversify/monorepo/tree/main/packages/container/libraries/core/src).
 */
export interface Services {
  readonly bindingService: BindingService
  readonly deactivationService: { get(id: unknown): Iterable<Deactivation> | undefined }
  readonly planResultCacheService: PlanCache
}

export interface BindingService {
  /** A copy with copies of the bindings, for `container.snapshot()`. */
  clone(): BindingService
  /** The container's own; else its parent's; else, with `autobind`, a new one. */
  get(id: unknown): Iterable<Binding> | undefined
  /** The container's own and its parent's. */
  getChained(id: unknown): Iterable<Binding>
  getNonParentBindings(id: unknown): Iterable<Binding> | undefined
  getNonParentBoundServices(): Iterable<unknown>
  set(binding: Binding): void
}

/** How a container resolves what it was asked for before. */
export interface PlanCache {
  /** Empties it, and those of all child containers. */
  clearCache(): void
  /** Called for every binding that is added or removed, here or in a parent. */
  invalidateServiceBinding(invalidation: unknown): void
  /** A child container's is to be told of all that. It is referred to weakly. */
  subscribe(plans: PlanCache): void
}

export interface Binding {
  readonly id: number
  readonly moduleId: number | undefined
  readonly serviceIdentifier: ServiceIdentifier
  readonly type: string
  isSatisfiedBy: (asked: Asked) => boolean
  /** Not for `toService()`. */
  scope?: string
  /** What a singleton is, once it was made: itself, or its promise. */
  cache?: Cache | undefined
  /** The class of `to()`. */
  implementationType?: Class
  /** Of `toConstantValue()`; of `toDynamicValue()`: what makes it. */
  value?: unknown
  /** What makes the value of `toResolvedValue()`. */
  factory?: unknown
  onActivation?: Activation | undefined
  onDeactivation?: Deactivation | undefined
}

export interface Cache {
  readonly isRight: boolean
  readonly value?: unknown
}

/** What a binding is asked for by. */
export interface Asked {
  readonly name?: string | number | symbol | undefined
  readonly tags: ReadonlyMap<string | number | symbol, unknown>
}

export type Class = new (...args: unknown[]) => object
export type Maker = (...args: unknown[]) => unknown
export type Activation = (context: unknown, value: unknown) => unknown
export type Deactivation = (value: unknown) => unknown

interface InnerContainer {
  register(plugin: new (container: unknown, services: Services) => object): void
}

export interface Library {
  readonly Container: new (options?: ContainerOptions) => Container & InnerContainer
}

/**
 * Imports the application's own inversify.
 *
 * @throws {HotseatError} `HOTSEAT_INVERSIFY_IMPORT`, `HOTSEAT_INVERSIFY_UNSUPPORTED`
 */
export async function importLibrary(context: BuildContext): Promise<Library> {
  const namespace = await importNamespace(context)
  if (!isLibrary(namespace)) throw errors.unsupported(lacking(namespace, inContainer))
  const { Container } = namespace
  const missing = lacking(servicesOf(new Container()), inServices)
  if (missing.length > 0) throw errors.unsupported(missing)
  return { Container }
}

async function importNamespace(context: BuildContext): Promise<object> {
  try {
    return await context.import('inversify')
  } catch (cause) {
    context.signal.throwIfAborted()
    throw errors.notImported(cause)
  }
}

/** What a container works with. The object stays; its members are others after `container.restore()`. */
export function servicesOf(container: InnerContainer): Services {
  container.register(Peek)
  const [services] = Peek.given.splice(0)
  if (!services) throw errors.unsupported(['plugins'])
  return services
}

const isPlugin = Symbol.for('@inversifyjs/plugin/isPlugin')

/** A plugin that only passes on what plugins are given. */
class Peek {
  static readonly given: Services[] = []
  readonly [isPlugin] = true

  constructor(_container: unknown, services: Services) {
    Peek.given.push(services)
  }

  load(): void {}
}

const inContainer = ['register', 'snapshot', 'restore', 'get', 'getAsync', 'bind'].map(
  (method) => `Container.prototype.${method}`,
)
const inServices = [
  'bindingService.clone',
  'bindingService.get',
  'bindingService.getChained',
  'bindingService.getNonParentBindings',
  'bindingService.getNonParentBoundServices',
  'bindingService.set',
  'deactivationService.get',
  'planResultCacheService.clearCache',
  'planResultCacheService.invalidateServiceBinding',
  'planResultCacheService.subscribe',
]

function isLibrary(namespace: object): namespace is Library {
  return lacking(namespace, inContainer).length === 0
}

function lacking(from: unknown, paths: readonly string[]): string[] {
  return paths.filter((path) => typeof at(from, path) !== 'function')
}

function at(from: unknown, path: string): unknown {
  let value = from
  for (const key of path.split('.')) {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
