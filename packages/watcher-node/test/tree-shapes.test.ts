import { describe, expect, test } from 'vitest'
import { broken } from '../../watcher-chokidar/test/broken-watchers.ts'
import { directoryShapes } from '../../watcher-chokidar/test/directory-shapes.ts'
import { fileShapes } from '../../watcher-chokidar/test/file-shapes.ts'
import { checkShape, paces } from '../../watcher-chokidar/test/tree-shape-check.ts'
import { nodeWatcher, pollingWatcher } from '../src/index.ts'

const watchers = [nodeWatcher(), pollingWatcher({ interval: 20 })]

describe.each(watchers)('$name', (watcher) => {
  describe.concurrent.each([...fileShapes, ...directoryShapes])('$rule $name', (shape) => {
    test.each(Object.entries(paces))('%s', (_, pace) => checkShape(watcher, shape, pace))

    test(`a watcher that is ${shape.caught} is caught`, async () => {
      await expect(checkShape(broken(watcher, shape.caught), shape, { idle: 0, rounds: 2 }, 600)).rejects.toThrow(
        'not reported',
      )
    })
  })
})
