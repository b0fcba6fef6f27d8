import { serverRules } from '../src/index.ts'
import { serverFaults } from './broken/server.ts'
import { describeKills } from './kill-matrix.ts'
import { memoryServerHarness } from './memory/server-binding.ts'

describeKills(serverRules, serverFaults, memoryServerHarness, { timeout: 6_000 })
