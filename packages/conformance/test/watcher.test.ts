import { watcherRules } from '../src/index.ts'
import { watcherFaults } from './broken/watcher.ts'
import { describeKills } from './kill-matrix.ts'
import { memoryWatcherHarness } from './memory/watcher.ts'

describeKills(watcherRules, watcherFaults, memoryWatcherHarness, { timeout: 90_000, atOnce: 16 })
