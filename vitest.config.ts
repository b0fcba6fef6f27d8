import { defineConfig } from 'vitest/config'

/** One configuration for every package: `vitest run --config ../../vitest.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: '.reports/vitest.json' },
    // Concurrent tests wait for files and sockets, not for the processor.
    maxConcurrency: 20,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
