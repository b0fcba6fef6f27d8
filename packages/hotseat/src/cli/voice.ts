import type { Lookup } from '../output/error-details.ts'
import type { Report } from '../output/events.ts'
import { jsonLine } from '../output/json-lines.ts'
import { reportToPeople } from '../output/report.ts'
import { createLiveTerminal, type LiveTerminal } from '../output/terminal.ts'

/** How `hotseat dev` tells what happens. */
export interface Voice extends Disposable {
  readonly report: Report
  /** What people are told; undefined where a program listens. */
  readonly terminal: LiveTerminal | undefined
}

const now = (): Date => new Date()

/** For people: lines in their terminal. */
export function speakToPeople(lookup: Lookup): Voice {
  const terminal = createLiveTerminal(process, now, { lookup, mayReplace: isOnlyWriter })
  return { terminal, report: reportToPeople(terminal), [Symbol.dispose]: () => terminal[Symbol.dispose]() }
}

/** For a program: a line of JSON on stdout for each event. */
export function speakJson(lookup: Lookup): Voice {
  const { stdout } = process
  // Whoever listened has gone: that must not end the server.
  stdout.on('error', () => undefined)
  const report: Report = (event) => void stdout.write(`${jsonLine(event, now(), lookup)}\n`)
  return { terminal: undefined, report, [Symbol.dispose]: () => undefined }
}

/** A terminal in raw mode shows no keys by itself; child processes write to it past this one. */
function isOnlyWriter(): boolean {
  return process.stdin.isRaw && !process.getActiveResourcesInfo().includes('ProcessWrap')
}
