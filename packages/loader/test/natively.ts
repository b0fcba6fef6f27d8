import { runInThisContext } from 'node:vm'
import { runModules } from './run-modules.ts'

/** Started as a process of its own: runs the graph behind each URL that it is sent, and sends what the graph did. */
const observe: (run: () => Promise<unknown>, isEntry: boolean) => Promise<string[]> = runInThisContext(
  `(${runModules})`,
)

// A rejection that nobody handles is part of what a random graph does.
process.on('unhandledRejection', () => {})

process.on('message', async ({ url, isEntry }: { url: string; isEntry: boolean }) => {
  const log = await observe(async () => await import(url), isEntry)
  process.send?.(log)
})
