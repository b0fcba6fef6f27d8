import { leftOpen } from '../output/format.ts'
import type { Terminal } from '../output/terminal.ts'

/** How long what the application left open may take to end by itself. */
const grace = 1000

/** Lets the process end by itself with this code; ends it, saying what was left open, where it does not. */
export function endProcess(code: number, terminal: Terminal): void {
  process.exitCode = code
  // Unreferenced: this fires only if something else keeps the process alive.
  setTimeout(() => {
    const resources = process.getActiveResourcesInfo().filter((name) => !/^(?:TTY|Pipe)Wrap$/.test(name))
    if (resources.length > 0) terminal.complain((style) => leftOpen(resources, style))
    process.exit(code)
  }, grace).unref()
}
