import { describeWatcher } from '@hotseat/conformance/vitest'
import { nodeWatcher, pollingWatcher } from '../src/index.ts'

const module = import.meta.resolve('../src/index.ts')

describeWatcher({ watcher: nodeWatcher(), source: { module, export: nodeWatcher.name } })
// The rules wait for one look after the other; a short interval shortens the run, and nothing else.
const options = { interval: 25 }
describeWatcher({
  watcher: pollingWatcher(options),
  source: { module, export: pollingWatcher.name, parameters: [options] },
})
