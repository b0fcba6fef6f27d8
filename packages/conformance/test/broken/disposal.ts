import { disposeInOrder, type Disposal, type DisposalOptions } from '@hotseat/core'
import type { ContainerFault } from './container.ts'

/** What takes the place of `disposeInOrder` where that is what is broken. */
export const brokenDisposals: Readonly<Partial<Record<ContainerFault, typeof disposeInOrder>>> = {
  'dependencies first': (all, options) => disposeInOrder([...all].toReversed(), options),
  'does not await disposal': async (all) => {
    for (const disposal of all) void (async () => await disposal.dispose())().catch(() => undefined)
  },
  'disposes all at once': (all, options) => allAtOnce([...all], options),
  'a throw stops the others': (all, options) => stoppedByThrow([...all], options),
  'a rejection stops the others': (all, options) => stoppedByRejection([...all], options),
  'waits for what hangs': (all) => disposeInOrder(all, { timeout: 2 ** 31 - 1 }),
}

/** What one throws ends the loop; what one rejects with is collected. */
async function stoppedByThrow(all: readonly Disposal[], options: DisposalOptions): Promise<void> {
  const errors: unknown[] = []
  for (const disposal of all) {
    const result = disposal.dispose()
    errors.push(...(await errorsOf(disposeInOrder([{ ...disposal, dispose: () => result }], options))))
  }
  if (errors.length > 0) throw new AggregateError(errors, 'disposing failed')
}

/** What one rejects with ends the loop; what one throws is collected. */
async function stoppedByRejection(all: readonly Disposal[], options: DisposalOptions): Promise<void> {
  const errors: unknown[] = []
  for (const disposal of all) {
    let result: unknown
    const call = (): void => {
      result = disposal.dispose()
    }
    errors.push(...(await errorsOf(disposeInOrder([{ ...disposal, dispose: call }], options))))
    await disposeInOrder([{ ...disposal, dispose: () => result }], options)
  }
  if (errors.length > 0) throw new AggregateError(errors, 'disposing failed')
}

async function allAtOnce(all: readonly Disposal[], options: DisposalOptions): Promise<void> {
  const errors = await Promise.all(all.map((one) => errorsOf(disposeInOrder([one], options))))
  if (errors.flat().length > 0) throw new AggregateError(errors.flat(), 'disposing failed')
}

async function errorsOf(disposal: Promise<void>): Promise<readonly unknown[]> {
  try {
    await disposal
    return []
  } catch (error) {
    return error instanceof AggregateError ? error.errors : [error]
  }
}
