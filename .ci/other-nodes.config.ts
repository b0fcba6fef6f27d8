import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import everywhere from '../vitest.config.ts'

/** What may differ from one Node to another, in one run for all packages: every adapter's suite, sockets, memory. */
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    ...everywhere.test,
    include: [
      'packages/*/test/conformance.test.ts',
      'packages/{capture,core,devtools,http}/test/*.test.ts',
      'packages/loader/test/memory.test.ts',
    ],
    // Both Nodes run at the same time, and would write to the same one.
    cache: false,
    // Most ways of saving fail in the first rounds or never; the workspace's own Node tries them all.
    provide: { conformance: { rounds: 5 } },
  },
})
