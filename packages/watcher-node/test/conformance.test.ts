import { describeWatcher } from '@hotseat/conformance/vitest'
import { nodeWatcher, pollingWatcher } from '../src/index.ts'

describeWatcher({ watcher: nodeWatcher() })
// The rules wait for one look after the other; a short interval shortens the run, and nothing else.
describeWatcher({ watcher: pollingWatcher({ interval: 25 }) })
