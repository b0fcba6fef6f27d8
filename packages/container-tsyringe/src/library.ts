import type { BuildContext } from '@hotseat/core'
import type { DependencyContainer } from 'tsyringe'
import { errors } from './errors.ts'

/**
 * What this adapter relies on inside tsyringe, beyond its typings
 * (https://github.com/microsoft/tsyringe/blob/v4.10.0/src/dependency-container.ts).
 */
export interface InnerContainer extends Methods {
  readonly constructor: { new (parent: InnerContainer): InnerContainer; readonly prototype: Methods }
  readonly parent: InnerContainer | undefined
  readonly _registry: Registry
  /** The instances with a method `dispose` that it constructed, in order of completion. */
  readonly disposables: ReadonlySet<object>
  disposed: boolean
}

/** The methods that all containers of one copy of tsyringe inherit. */
interface Methods {
  construct: (this: InnerContainer, target: unknown, context: ResolutionContext) => unknown
  createChildContainer: (this: InnerContainer) => InnerContainer
  dispose: (this: InnerContainer) => Promise<void>
  /** Called first by all that resolves or registers. */
  ensureNotDisposed: (this: InnerContainer) => void
  /** Called first whenever registrations are looked up. */
  isRegistered: (this: InnerContainer, token: unknown, recursive?: boolean) => boolean
  /** What every `register…` comes down to. */
  register: (this: InnerContainer, token: unknown, provider: unknown, options?: unknown) => InnerContainer
  registerInstance: (this: InnerContainer, token: unknown, instance: unknown) => InnerContainer
  resolve: (this: InnerContainer, token: unknown, context?: ResolutionContext, isOptional?: boolean) => unknown
  resolveAll: (this: InnerContainer, token: unknown, context?: ResolutionContext, isOptional?: boolean) => unknown
  /** Returns what turns a constructor's parameter into its argument. */
  resolveParams: (
    this: InnerContainer,
    context: ResolutionContext,
    target: unknown,
  ) => (parameter: unknown, index: number) => unknown
  resolveRegistration: (this: InnerContainer, registration: Registration, context: ResolutionContext) => unknown
}

interface Registry {
  entries(): Iterable<readonly [token: unknown, registrations: readonly Registration[]]>
  /** The newest one. */
  get(token: unknown): Registration | null
  getAll(token: unknown): readonly Registration[]
  has(token: unknown): boolean
  setAll(token: unknown, registrations: readonly Registration[]): void
}

export interface Registration {
  readonly provider: object
  readonly options: { readonly lifecycle: number }
  /** The one instance of a singleton or scoped registration, once it was constructed. */
  readonly instance?: unknown
}

/** Holds the `ResolutionScoped` instances of one call of `resolve`. */
interface ResolutionContext {
  readonly scopedResolutions: Map<unknown, unknown>
}

/** One generation's tsyringe. */
interface Library {
  readonly Lifecycle: { readonly Singleton: number; readonly ContainerScoped: number }
  /** The root of all containers: the one that decorators register in. */
  readonly container: DependencyContainer & InnerContainer
  readonly instanceCachingFactory: (make: () => unknown) => unknown
  readonly instancePerContainerCachingFactory: (make: () => unknown) => unknown
}

export interface OwnLibrary extends Library {
  /** What its containers inherit from. The adapter changes it: nobody but this generation has it. */
  readonly methods: Methods
}

/** The roots of generations past and present. */
const taken = new WeakSet<InnerContainer>()

/**
 * Imports the generation's own tsyringe.
 *
 * @throws {HotseatError} `HOTSEAT_TSYRINGE_IMPORT`, `HOTSEAT_TSYRINGE_REFLECT`, `HOTSEAT_TSYRINGE_UNSUPPORTED`,
 *   `HOTSEAT_TSYRINGE_SHARED`
 */
export async function importLibrary(context: BuildContext): Promise<OwnLibrary> {
  const namespace = await importNamespace(context)
  if (!isLibrary(namespace)) throw errors.unsupported(lackingIn(namespace))
  const { Lifecycle, container, instanceCachingFactory, instancePerContainerCachingFactory } = namespace
  if (taken.has(container)) throw errors.notPerGeneration(context.generation)
  taken.add(container)
  const { prototype: methods } = container.constructor
  return { Lifecycle, container, instanceCachingFactory, instancePerContainerCachingFactory, methods }
}

async function importNamespace(context: BuildContext): Promise<object> {
  try {
    return await context.import('tsyringe')
  } catch (cause) {
    context.signal.throwIfAborted()
    const noReflection = cause instanceof Error && cause.message.includes('tsyringe requires a reflect polyfill')
    throw noReflection ? errors.noReflection(cause) : errors.notImported(cause)
  }
}

function isLibrary(namespace: object): namespace is Library {
  return lackingIn(namespace).length === 0
}

const required = {
  function: [
    'instanceCachingFactory',
    'instancePerContainerCachingFactory',
    'container.constructor',
    'container.construct',
    'container.createChildContainer',
    'container.dispose',
    'container.ensureNotDisposed',
    'container.isRegistered',
    'container.register',
    'container.registerInstance',
    'container.resolve',
    'container.resolveAll',
    'container.resolveParams',
    'container.resolveRegistration',
    'container._registry.entries',
    'container._registry.get',
    'container._registry.getAll',
    'container._registry.has',
    'container._registry.setAll',
    'container.disposables.forEach',
  ],
  number: ['Lifecycle.Singleton', 'Lifecycle.ContainerScoped'],
  boolean: ['container.disposed'],
} as const

function lackingIn(namespace: object): string[] {
  return Object.entries(required).flatMap(([type, paths]) =>
    paths.filter((path) => typeof at(namespace, path) !== type),
  )
}

function at(from: unknown, path: string): unknown {
  let value = from
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
