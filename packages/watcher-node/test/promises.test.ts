import { describe, test } from 'vitest'
import { checkCatches, watchChecks } from '../../watcher-chokidar/test/watch-checks.ts'
import { nodeWatcher, pollingWatcher } from '../src/index.ts'

describe.each([nodeWatcher(), pollingWatcher({ interval: 20 })])('$name', (watcher) => {
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
