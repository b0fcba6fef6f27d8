import { codeUnder } from '@hotseat/conformance/watching'
import { expect, test } from 'vitest'
import { parcel } from '../src/index.ts'

const harness = {
  watcher: parcel(),
  source: { module: import.meta.resolve('../src/index.ts'), export: parcel.name },
}

test.for([
  ['W22 few inotify watches', { lacks: 'inotify_watches', most: 5 }, 'HOTSEAT_WATCH_LIMIT'],
  ['W22 no inotify watch, not even for the root', { lacks: 'inotify_watches', most: 0 }, 'HOTSEAT_WATCH_LIMIT'],
  ['W23 no inotify instance', { lacks: 'inotify_instances', most: 0 }, 'HOTSEAT_WATCH_LIMIT'],
  ['W21 a directory that is unreadable', { lacks: 'rights' }, 'HOTSEAT_WATCH_NOT_COVERED'],
] as const)('%s: told with the code that the README says', async ([, confinement, code], { skip }) => {
  expect(await codeUnder(harness, confinement, skip)).toBe(code)
})
