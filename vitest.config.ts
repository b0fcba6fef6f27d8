import { defineConfig } from 'vitest/config'

/** One configuration for every package: `vitest run --config ../../vitest.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: '.reports/vitest.json' },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
