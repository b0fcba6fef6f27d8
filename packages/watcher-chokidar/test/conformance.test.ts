import { describeWatcher } from '@hotseat/conformance/vitest'
import { chokidar } from '../src/index.ts'

describeWatcher({
  watcher: chokidar(),
  source: { module: import.meta.resolve('../src/index.ts'), export: chokidar.name },
})
