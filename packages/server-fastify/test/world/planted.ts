import type { Mounted, ServerBinding } from '@hotseat/core'
import type { Harness } from './harness.ts'

/** A harness whose binding is the real one, but for what is broken in what it mounts. */
export function broken<App>(
  harness: Harness<App>,
  breaking: (mounted: Mounted, app: App, leaseOf: Parameters<ServerBinding<App>['mount']>[1]) => Partial<Mounted>,
): Harness<App> {
  return {
    ...harness,
    binding() {
      const real = harness.binding()
      return {
        name: 'broken',
        async mount(app, leaseOf) {
          const mounted = await real.mount(app, leaseOf)
          return { ...mounted, ...breaking(mounted, app, leaseOf) }
        },
      }
    },
  }
}
