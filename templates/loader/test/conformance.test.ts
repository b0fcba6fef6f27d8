import { describeModuleLoader } from '@hotseat/conformance/vitest'
import { mylib } from '../src/index.ts'

describeModuleLoader({ create: () => mylib() })
