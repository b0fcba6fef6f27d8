import { containerRules } from '../src/index.ts'
import { containerFaults } from './broken/container.ts'
import { describeKills } from './kill-matrix.ts'
import { memoryContainerHarness } from './memory/container-factory.ts'

describeKills(containerRules, containerFaults, memoryContainerHarness, { timeout: 30_000 })
