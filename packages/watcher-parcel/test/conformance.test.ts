import { describeWatcher } from '@hotseat/conformance/vitest'
import { parcel } from '../src/index.ts'

describeWatcher({
  watcher: parcel(),
  source: { module: import.meta.resolve('../src/index.ts'), export: parcel.name },
})
