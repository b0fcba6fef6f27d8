import { loaderRules } from '../src/index.ts'
import { loaderFaults } from './broken/loader.ts'
import { describeKills } from './kill-matrix.ts'
import { memoryLoaderHarness } from './memory/loader.ts'
import { keptBy } from './memory/kept.ts'

describeKills(keptBy(memoryLoaderHarness(), loaderRules), loaderFaults, memoryLoaderHarness, { timeout: 5_000 })
