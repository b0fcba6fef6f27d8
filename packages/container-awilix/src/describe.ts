import type { Registration } from '@hotseat/core'
import type { InnerContainer } from './generation.ts'
import { originOf } from './resolvers.ts'

/** What is registered in a container itself. */
export function describeContainer({ registrations, cache }: InnerContainer): readonly Registration[] {
  return Reflect.ownKeys(registrations).map((key) => {
    const resolver = Reflect.get(registrations, key)
    const origin = originOf(resolver)
    const lifetime = origin === 'value' || origin === 'alias' ? origin : (resolver.lifetime ?? 'TRANSIENT')
    return { name: String(key), lifetime, ...(lifetime === 'SINGLETON' && { resolved: cache.has(key) }) }
  })
}
