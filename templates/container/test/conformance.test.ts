import { describeContainerFactory } from '@hotseat/conformance/vitest'
import { mylib } from '../src/index.ts'
import { dialect } from './dialect.ts'

describeContainerFactory({ factory: mylib(), generation: () => dialect })
