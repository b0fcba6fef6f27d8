import { describe, expect, test } from 'vitest'
import { chokidar } from '../src/index.ts'
import { broken } from './broken-watchers.ts'
import { directoryShapes } from './directory-shapes.ts'
import { fileShapes } from './file-shapes.ts'
import { checkShape, paces } from './tree-shape-check.ts'

describe.concurrent.each([...fileShapes, ...directoryShapes])('$rule $name', (shape) => {
  test.each(Object.entries(paces))('%s', (_, pace) => checkShape(chokidar(), shape, pace))

  test(`a watcher that is ${shape.caught} is caught`, async () => {
    await expect(checkShape(broken(chokidar(), shape.caught), shape, { idle: 0, rounds: 2 }, 300)).rejects.toThrow(
      'not reported',
    )
  })
})
