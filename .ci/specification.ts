import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kinds, specification } from '../packages/conformance/src/index.ts'

// `node .ci/specification.ts` writes the rules of the conformance suite down; its tests say when they are stale.
writeFileSync(join(import.meta.dirname, '..', 'packages', 'conformance', 'SPEC.md'), specification(kinds))
