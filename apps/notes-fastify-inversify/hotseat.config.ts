import { join, relative } from 'node:path'
import { defineConfig } from 'hotseat'

const settings = join(import.meta.dirname, 'src/settings.ts')
console.log(`Edit ${relative(process.env['INIT_CWD'] ?? process.cwd(), settings)} and look at the page.`)

export default defineConfig({
  // The feed and the statistics of an open page go on as they are when you save, on the code that they began with, for so
  // long; then they are cut off, and the page connects again. 'close' would do that at every save at once.
  streams: 'hold',
  drainTimeout: 5_000,
})
