import type { BuildContext, ContainerFactory } from '@hotseat/core'
import type { ContainerHarness } from '../../src/index.ts'
import type { ContainerFault } from '../broken/container.ts'
import { MemoryContainer } from './container.ts'

/** A container factory in memory, right in every respect but the fault that it is given. */
function memoryFactory(fault?: ContainerFault): ContainerFactory<MemoryContainer> {
  return {
    name: 'memory',
    capabilities: { multipleBindings: true, asyncResolution: true, decoratorMetadata: true, registrations: true },
    async create(configure, context) {
      if (fault === 'leaves listeners') process.on(crypto.randomUUID(), () => undefined)
      const { signal } = context
      if (fault !== 'looks at the signal in between only') signal.throwIfAborted()
      if (fault !== 'a copy of its own') await context.import('memory')
      const container = new MemoryContainer(context, fault)
      let result: unknown
      try {
        result = configure(container, context)
      } catch (error) {
        if (fault !== 'leaves what a constructor’s error half built') await cleanUp(container, fault, error)
        throw error
      }
      try {
        await (fault === 'does not heed abort' ? result : untilAborted(Promise.resolve(result), context))
        if (fault !== 'looks at the signal in between only' && fault !== 'does not heed abort') signal.throwIfAborted()
      } catch (error) {
        if (fault !== 'leaves what a rejection half built') await cleanUp(container, fault, error)
        throw error
      }
      return container
    },
  }
}

async function cleanUp(container: MemoryContainer, fault: ContainerFault | undefined, error: unknown): Promise<void> {
  if (fault === 'rejections nobody handles') void Promise.reject(error)
  const disposal = container.discard()
  await (fault === 'cleaning up hides the error' ? disposal : disposal.catch(() => undefined))
}

async function untilAborted(work: Promise<unknown>, { signal }: BuildContext): Promise<void> {
  const aborted = Promise.withResolvers<never>()
  aborted.promise.catch(() => undefined)
  const listen = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', listen)
  try {
    await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', listen)
  }
}

/** What its author would hand the suite. */
export function memoryContainerHarness(fault?: ContainerFault): ContainerHarness<MemoryContainer> {
  return {
    factory: memoryFactory(fault),
    generation: () => ({
      import: () => Promise.resolve({}),
      bind: (container, part) => container.bind(part),
      bindValue: (container, name, value) => container.bindValue(name, value),
      construct: (container, wanted) => container.resolve(wanted),
      resolve: (container, wanted) => container.resolve(wanted),
      bindBeside: (container, part) => container.bindBeside(part),
      resolveAll: (container, name) => container.resolveAll(name),
      bindAsync: (container, name, make) => container.bindAsync(name, make),
      bindInScope: (container, part) => container.bind(part),
      createScope: (container) => container.createOwnScope(),
      bindUndescribed: (container, target) => container.bindUndescribed(target),
    }),
  }
}
