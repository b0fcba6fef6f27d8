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
    create: async (configure, context) => {
      const root = open(context)
      try {
        await untilAborted(context.signal, () => configure(root.api, context))
      } catch (error) {
        // What goes wrong while cleaning up must not hide what went wrong first.
        await root.dispose().catch(() => undefined)
        throw error
      }
      return { ...root, createScope: () => open(context, root) }
    },
  }
}

interface Opened extends Scope<Registry> {
  readonly ledger: Ledger
}

/** A container, or a scope of `parent`. Its ledger disposes what it made: the newest first, each awaited, each once. */
function open(context: BuildContext, parent?: Opened): Opened {
  if (parent?.ledger.closed) throw errors.disposed(context.generation)
  const ledger = new Ledger(context, parent?.ledger)
  const api = new Registry(
    {
      use() {
        if (ledger.closed) throw errors.disposed(context.generation)
      },
      made(thing, name) {
        if (typeof thing === 'object' && thing !== null && disposerOf(thing)) ledger.hold(thing, { name })
      },
    },
    parent?.api,
  )
  return { api, ledger, dispose: () => ledger.dispose() }
}
