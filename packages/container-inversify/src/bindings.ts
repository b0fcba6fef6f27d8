import { watched } from './classes.ts'
import { droppable, mayBeDropped } from './dropped-promises.ts'
import type { Activation, Asked, Binding, Cache, Class, Deactivation, Maker } from './library.ts'
import type { Holder, MadeThings } from './made-things.ts'
import { Replacements } from './replacements.ts'

const classes = new Replacements<Class>()
const makers = new Replacements<Maker>()
const activations = new Replacements<Activation>()
const deactivations = new Replacements<Deactivation>()

/** Whose the things are that a binding makes. */
export interface Owner extends Holder {
  readonly made: MadeThings
  /** The handlers that `container.onDeactivation` registered for a service. */
  deactivationsOf(serviceIdentifier: unknown): Iterable<Deactivation>
}

/**
 * Makes a new binding tell its owner what is made for it. It stays inversify's own object: the syntax that follows
 * (`inSingletonScope()`, `onActivation()`, …) changes it as ever.
 */
export function observe(binding: Binding, owner: Owner): void {
  const target = classes.originalOf(binding.implementationType)
  Object.assign(binding, watchedClass(binding, owner), watchedMaker(binding, owner))
  if (binding.implementationType) classes.put(target, binding.implementationType)
  if (binding.type === 'ServiceRedirection') return

  const { made, ledger } = owner
  let { cache } = binding
  let onActivation = activations.originalOf(binding.onActivation)
  let onDeactivation = deactivations.originalOf(binding.onDeactivation)
  const completed = (value: unknown, activated: unknown): unknown => {
    made.completed(value, activated, binding, owner)
    return activated
  }
  const activate: Activation = (context, value) => {
    const activated = onActivation ? onActivation(context, value) : value
    if (activated instanceof Promise) return droppable(activated.then((settled) => completed(value, settled)))
    return completed(value, activated)
  }
  const deactivate: Deactivation = (value) => {
    made.deactivated(value, binding)
    return onDeactivation?.(value)
  }
  activations.put(onActivation, activate)
  deactivations.put(onDeactivation, deactivate)
  Object.defineProperties(binding, {
    onActivation: {
      enumerable: true,
      get: () => activate,
      set: (handler: Activation | undefined) => {
        onActivation = handler
        activations.put(handler, activate)
      },
    },
    onDeactivation: {
      enumerable: true,
      get: () => deactivate,
      set: (handler: Deactivation | undefined) => {
        onDeactivation = handler
        deactivations.put(handler, deactivate)
      },
    },
    cache: {
      enumerable: true,
      get: () => cache,
      set: (entry: Cache) => {
        cache = entry
        if (entry.value instanceof Promise) mayBeDropped(entry.value)
        else if (entry.isRight)
          made.cached(entry.value, binding, ledger, () => [
            ...(onDeactivation ? [onDeactivation] : []),
            ...owner.deactivationsOf(binding.serviceIdentifier),
          ])
      },
    },
  })
}

/**
 * A binding as a child container sees it: what the child constructs for it is the child's own. What a function makes
 * for it is not, for the function may hand the same thing out again.
 */
export function inheritedBy(owner: Owner, binding: Binding): Binding {
  return derived(binding, watchedClass(binding, owner))
}

/**
 * A singleton as a child container sees it: `make` gives it. `asked` is what it was asked for by last.
 */
export function delegating(binding: Binding, make: (asked: Asked | undefined) => unknown): Binding {
  let last: Asked | undefined
  return {
    id: binding.id,
    moduleId: binding.moduleId,
    // Not its own: its handlers of onActivation have been called.
    serviceIdentifier: delegated,
    type: 'DynamicValue',
    scope: 'Transient',
    cache: { isRight: false },
    isSatisfiedBy: (asked) => {
      const satisfied = binding.isSatisfiedBy(asked)
      if (satisfied) last = asked
      return satisfied
    },
    value: () => make(last),
  }
}

/** The same binding, whatever it is asked for by. What is cached is the binding's. */
export function unconditional(binding: Binding): Binding {
  const always = derived(binding, { isSatisfiedBy: () => true })
  Object.defineProperty(always, 'cache', {
    get: () => binding.cache,
    set: (entry: Cache) => {
      binding.cache = entry
    },
  })
  return always
}

const delegated = Symbol('a singleton of the parent container')

/** The class of a binding, so that it tells `owner` of each instance. */
function watchedClass(binding: Binding, owner: Owner): Pick<Binding, 'implementationType'> {
  const target = classes.originalOf(binding.implementationType)
  if (!target) return {}
  return { implementationType: watched(target, (instance) => owner.made.made(instance, binding, owner, target)) }
}

/** The function of a binding that makes its value, so that it tells `owner` of each. */
function watchedMaker(binding: Binding, owner: Owner): Pick<Binding, 'value' | 'factory'> {
  // What toFactory() makes is a function of the application.
  const key = binding.type === 'DynamicValue' ? 'value' : binding.type === 'ResolvedValue' ? 'factory' : undefined
  const maker = key && binding[key]
  if (!key || !isMaker(maker)) return {}
  const make = makers.originalOf(maker) ?? maker
  const telling: Maker = (...args) => {
    const value = make(...args)
    owner.made.made(value, binding, owner)
    return droppable(value)
  }
  return { [key]: makers.put(make, telling) }
}

function isMaker(value: unknown): value is Maker {
  return typeof value === 'function'
}

function derived(binding: Binding, members: Partial<Binding>): Binding {
  const descriptors = Object.entries(members).map(([key, value]) => [key, { value, enumerable: true }] as const)
  return Object.create(binding, Object.fromEntries(descriptors))
}
