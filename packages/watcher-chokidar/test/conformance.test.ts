import { describeWatcher } from '@hotseat/conformance/vitest'
import { chokidar } from '../src/index.ts'

describeWatcher({ watcher: chokidar() })
