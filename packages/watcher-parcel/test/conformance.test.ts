import { describeWatcher } from '@hotseat/conformance/vitest'
import { parcel } from '../src/index.ts'

describeWatcher({ watcher: parcel() })
