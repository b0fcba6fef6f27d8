import type { Watcher, WatcherCapabilities, WatchOptions } from '@hotseat/core'
import { expect } from 'vitest'
import { faulty, type Fault } from './faulty-watchers.ts'
import { record, temporaryDirectory, type Recorder } from './recorder.ts'

/** A promise of watchers. */
export interface WatchCheck {
  readonly rule: string
  readonly name: string
  /** The planted bug that it has to catch. */
  readonly caught: Fault
  /** Keeps the processor busy, or looks at what the whole process holds: not beside others. */
  readonly alone?: true
  readonly needs?: keyof WatcherCapabilities
  /** @param deadline milliseconds until a report counts as lost */
  readonly check: (watcher: Watcher, deadline?: number) => Promise<void>
}

export type Use = (base: string, recorder: Recorder) => Promise<void>

/** Watches an empty directory, or one in which `prepare` says what to watch. */
export async function watching(
  [watcher, deadline]: Parameters<WatchCheck['check']>,
  use: Use,
  prepare = (base: string): Pick<WatchOptions, 'roots'> & Partial<WatchOptions> => ({ roots: [base] }),
): Promise<void> {
  using base = temporaryDirectory()
  await using recorder = await record(watcher, prepare(base.path), deadline)
  await use(base.path, recorder)
}

export async function checkHolds({ check }: WatchCheck, watcher: Watcher): Promise<void> {
  await check(watcher)
}

/** A check that has to fail on the fault that it names. */
export async function checkCatches({ check, caught }: WatchCheck, watcher: Watcher): Promise<void> {
  const started: AsyncDisposable[] = []
  try {
    await expect(check(faulty(watcher, caught, started), 1_200)).rejects.toThrow(/not reported|expected/)
  } finally {
    await Promise.all(started.map((watch) => watch[Symbol.asyncDispose]()))
  }
}
