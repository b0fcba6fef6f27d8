import { disposerOf, Ledger, untilAborted, type BuildContext, type ContainerFactory, type Scope } from '@hotseat/core'
import { errors } from './errors.ts'
import { Registry } from './stand-in.ts'

/**
 * A container of mylib for every generation.
 *
 * @throws {HotseatError} from the container: `HOTSEAT_CONTAINER_DISPOSED`
 * @example createReloader({ container: mylib(), … })
 */
export function mylib(): ContainerFactory<Registry> {
  return {
    name: 'mylib',
    capabilities: { asyncResolution: true },
    create: async (configure, context) => {
      const root = open(context)
      try {
        await untilAborted(context.signal, () => configure(root.api, context))
      } catch (error) {
        // What goes wrong while cleaning up must not hide what went wrong first.
        await root.discard().catch(() => undefined)
        throw error
      }
      return root
    },
  }
}

interface Opened extends Scope<Registry> {
  discard(): Promise<void>
  createScope(): Opened
}

/** A container, or a scope of one. Its ledger disposes what it made: the newest first, each awaited, each once. */
function open(context: BuildContext, parent?: Registry, ledger = new Ledger(context)): Opened {
  const use = (): void => {
    if (ledger.closed) throw errors.disposed(context.generation)
  }
  const hold = (thing: unknown, name: string): void => {
    if (thing instanceof Promise) ledger.holdPromised(thing, name, (brought) => hold(brought, name))
    else if (typeof thing === 'object' && thing !== null && disposerOf(thing)) ledger.hold(thing, { name })
  }
  // The application may create scopes by itself, and in them others.
  const createScope = (): Opened => {
    use()
    return open(context, api, new Ledger(context, ledger))
  }
  const api: Registry = new Registry({ use, made: hold, scope: () => createScope().api }, parent)
  return { api, createScope, dispose: () => ledger.dispose(), discard: () => ledger.discard() }
}
