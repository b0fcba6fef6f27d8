import { describeWatcher } from '@hotseat/conformance/vitest'
import { mylib } from '../src/index.ts'

// Two rounds are quick; without `rounds` each way of saving is tried 20 times. Ship nothing that has not passed that.
describeWatcher({
  watcher: mylib(),
  source: { module: import.meta.resolve('../src/index.ts'), export: mylib.name },
  rounds: 2,
})
