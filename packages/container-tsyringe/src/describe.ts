import { nameOfToken, type Registration as Described } from '@hotseat/core'
import { memberOf } from './factories.ts'
import type { OwnLibrary, Registration } from './library.ts'

/** What is registered in the root, by decorators and by the application. */
export function describeContainer({ container, Lifecycle }: OwnLibrary): readonly Described[] {
  return [...container._registry.entries()].flatMap(([token, registrations]) =>
    registrations.map((registration) => ({
      name: nameOfToken(token),
      lifetime: lifetimeOf(registration, Lifecycle),
      ...(isKept(registration, Lifecycle) && { resolved: registration.instance !== undefined }),
    })),
  )
}

function lifetimeOf({ provider, options }: Registration, lifecycles: OwnLibrary['Lifecycle']): string {
  if ('useValue' in provider) return 'value'
  if (memberOf(provider, 'useFactory') !== undefined) return 'factory'
  if ('useToken' in provider) return 'alias'
  const found = Object.entries(lifecycles).find(([, lifecycle]) => lifecycle === options.lifecycle)
  return found ? found[0] : 'Transient'
}

/** An instance is kept for the whole container. */
function isKept({ provider, options }: Registration, { Singleton, ContainerScoped }: OwnLibrary['Lifecycle']): boolean {
  const isMade = !('useValue' in provider) && !('useToken' in provider)
  return isMade && (options.lifecycle === Singleton || options.lifecycle === ContainerScoped)
}
