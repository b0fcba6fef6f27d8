import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { HotseatError } from '@hotseat/core'
import { Inability } from '../../inability.ts'
import type { WatcherHarness } from '../harness.ts'
import { record, temporaryDirectory } from '../recorder.ts'
import type { Confinement } from './confinement.ts'
import { elsewhere } from './watcher.ts'

/**
 * The code with which a watcher tells that it is confined, by rejecting or by `failed`: of a tree of eight directories,
 * one of which is unreadable where rights are what is lacking.
 *
 * @param skip called with the reason where this machine cannot confine a process so; vitest's, for example
 */
export async function codeUnder(
  harness: Pick<WatcherHarness, 'watcher' | 'source'>,
  confinement: Confinement,
  skip: (reason: string) => never,
): Promise<string> {
  using base = temporaryDirectory()
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) mkdirSync(join(base.path, name))
  const unreadable = join(base.path, 'a')
  if (confinement.lacks === 'rights') chmodSync(unreadable, 0)
  try {
    await using recorder = await record({ watcher: elsewhere(harness, confinement) }, { roots: [base.path] })
    await recorder.until('what is lacking', () => recorder.errors.length > 0)
    return recorder.errors.map(({ error }) => error.code).join(', ')
  } catch (cause) {
    if (cause instanceof Inability) return skip(cause.message)
    if (HotseatError.is(cause)) return cause.code
    throw cause
  } finally {
    chmodSync(unreadable, 0o755)
  }
}
