import { describeModuleLoader } from '@hotseat/conformance/vitest'
import { loader } from '../src/index.ts'

describeModuleLoader({ create: () => loader() })
