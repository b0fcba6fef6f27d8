import { loaderRules } from '@hotseat/conformance'
import { describeKills } from '../../conformance/test/kill-matrix.ts'
import { beyond } from '../../conformance/test/memory/kept.ts'
import { memoryLoaderHarness } from '../../conformance/test/memory/loader.ts'
import { loader } from '../src/index.ts'
import { loaderFaults, plantLoaderFault, type LoaderFault } from './broken/loader.ts'

// The suite's own tests show the others to fail, on a loader in memory. These need a compiler to be broken.
describeKills(
  beyond(memoryLoaderHarness(), loaderRules),
  loaderFaults,
  (fault?: LoaderFault) => ({ create: () => (fault ? plantLoaderFault(loader(), fault) : loader()) }),
  { timeout: 5_000 },
)
