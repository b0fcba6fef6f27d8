import { errors } from './errors.ts'
import type { ReloaderOptions } from './options.ts'
import type { Debounce } from './settle.ts'
import type { Policy } from './state.ts'

/** Measured gaps between the events of one save: 3 ms at most. Between those of a checkout: 14 ms, 218 at worst. */
const adaptive = { lone: 10, wide: 100, max: 1_000 }

export interface Settings {
  readonly policy: Policy
  readonly drainTimeout: number
  readonly disposeTimeout: number
  readonly buildTimeout: number
}

/** @throws {HotseatError} `HOTSEAT_BAD_OPTION` */
export function settingsOf(
  options: Pick<
    ReloaderOptions<unknown, never, never>,
    'debounce' | 'drainTimeout' | 'disposeTimeout' | 'buildTimeout' | 'maxRetired' | 'maxDiscards'
  >,
): Settings {
  return {
    policy: {
      debounce: debounceOf(options.debounce),
      maxRetired: number('maxRetired', options.maxRetired ?? 5),
      maxDiscards: number('maxDiscards', options.maxDiscards ?? 3),
      lockPatience: 5_000,
      lockPoll: 25,
    },
    drainTimeout: number('drainTimeout', options.drainTimeout ?? 10_000),
    disposeTimeout: number('disposeTimeout', options.disposeTimeout ?? 10_000),
    buildTimeout: number('buildTimeout', options.buildTimeout ?? 30_000),
  }
}

function debounceOf(debounce: ReloaderOptions<unknown>['debounce']): Debounce {
  if (typeof debounce === 'number') return { kind: 'fixed', wait: number('debounce', debounce) }
  const { lone, wide, max } = { ...adaptive, ...debounce }
  return {
    kind: 'adaptive',
    lone: number('debounce.lone', lone),
    wide: number('debounce.wide', wide),
    max: number('debounce.max', max),
  }
}

function number(name: string, value: number): number {
  if (typeof value === 'number' && value >= 0) return value
  throw errors.badDuration(name, value)
}
