import { nameOfToken, type Registration } from '@hotseat/core'
import type { Binding, Services } from './library.ts'

/** What is bound in a container itself. */
export function describeBindings({ bindingService }: Services): readonly Registration[] {
  return [...bindingService.getNonParentBoundServices()].flatMap((id) =>
    [...(bindingService.getNonParentBindings(id) ?? [])].map((binding) => ({
      name: nameOfToken(id),
      lifetime: lifetimeOf(binding),
      ...(isKept(binding) && { resolved: binding.cache?.isRight === true }),
    })),
  )
}

function lifetimeOf({ type, scope }: Binding): string {
  if (type === 'ConstantValue') return 'value'
  if (type === 'ServiceRedirection') return 'alias'
  return type === 'Factory' || type === 'Provider' ? 'factory' : (scope ?? 'Transient')
}

/** An instance is kept for the whole container. */
function isKept(binding: Binding): boolean {
  return binding.scope === 'Singleton' && lifetimeOf(binding) === 'Singleton'
}
