import { describe, test } from 'vitest'
import { checkCatches, watchChecks } from '../../watcher-chokidar/test/watch-checks.ts'
import { parcel } from '../src/index.ts'

describe.each([parcel()])('$name', (watcher) => {
  const promises = watchChecks.filter(({ needs }) => !needs || watcher.capabilities[needs])

  describe.concurrent.each(promises.filter(({ alone }) => !alone))('$rule $name', (promise) => {
    test('holds', () => promise.check(watcher))

    test(`a watcher with the bug "${promise.caught}" is caught`, () => checkCatches(promise, watcher))
  })

  describe.each(promises.filter(({ alone }) => alone))('$rule $name', (promise) => {
    test('holds', () => promise.check(watcher))

    test(`a watcher with the bug "${promise.caught}" is caught`, () => checkCatches(promise, watcher))
  })
})
