import { codeUnder } from '@hotseat/conformance/watching'
import { expect, test } from 'vitest'
import { nodeWatcher } from '../src/index.ts'

const harness = {
  watcher: nodeWatcher(),
  source: { module: import.meta.resolve('../src/index.ts'), export: nodeWatcher.name },
}

test.for([
  ['W22 few inotify watches', { lacks: 'inotify_watches', most: 5 }, 'HOTSEAT_WATCH_POLLING'],
  ['W22 no inotify watch, not even for the root', { lacks: 'inotify_watches', most: 0 }, 'HOTSEAT_WATCH_POLLING'],
  ['W23 no inotify instance', { lacks: 'inotify_instances', most: 0 }, 'HOTSEAT_WATCH_POLLING'],
  ['W21 a directory that is unreadable', { lacks: 'rights' }, 'HOTSEAT_WATCH_NOT_COVERED'],
] as const)('%s: told with the code that the README says', async ([, confinement, code], { skip }) => {
  expect(await codeUnder(harness, confinement, skip)).toBe(code)
})
