// Everything here could be left out: Hotseat finds src/app.ts, express and tsyringe by itself.
import { join, relative } from 'node:path'
import { defineConfig } from 'hotseat'

const greeter = join(import.meta.dirname, 'src/greeter.ts')
console.log(`Edit ${relative(process.env['INIT_CWD'] ?? process.cwd(), greeter)} and look at the page.`)

export default defineConfig({
  entry: 'src/app.ts',
})
