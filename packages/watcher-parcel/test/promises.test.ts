import { describe, test } from 'vitest'
import { lifeCycleChecks } from '../../watcher-chokidar/test/life-cycle-checks.ts'
import { rootChecks } from '../../watcher-chokidar/test/root-checks.ts'
import { treeChecks } from '../../watcher-chokidar/test/tree-checks.ts'
import { checkCatches, checkHolds } from '../../watcher-chokidar/test/watch-check.ts'
import { parcel } from '../src/index.ts'

describe.each([parcel()])('$name', (watcher) => {
  const promises = [...lifeCycleChecks, ...rootChecks, ...treeChecks].filter(
    ({ needs }) => !needs || watcher.capabilities[needs],
  )

  describe.concurrent.each(promises.filter(({ alone }) => !alone))('$rule $name', (promise) => {
    test('holds', () => checkHolds(promise, watcher))

    test(`a watcher with the bug "${promise.caught}" is caught`, () => checkCatches(promise, watcher))
  })

  describe.each(promises.filter(({ alone }) => alone))('$rule $name', (promise) => {
    test('holds', () => checkHolds(promise, watcher))

    test(`a watcher with the bug "${promise.caught}" is caught`, () => checkCatches(promise, watcher))
  })
})
