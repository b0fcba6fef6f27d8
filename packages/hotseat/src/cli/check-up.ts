import { examine } from '../checkup/examine.ts'
import type { Finding } from '../checkup/finding.ts'
import { gather } from '../checkup/gather.ts'
import { withStdoutDiverted } from '../output/divert.ts'
import { findingsReport } from '../output/format-findings.ts'
import type { Terminal } from '../output/terminal.ts'
import type { CheckupFlags } from './arguments.ts'
import { endProcess } from './exit.ts'

/** `hotseat doctor`: exit code 0 unless something is wrong that `hotseat dev` would stumble over. */
export async function checkUp(flags: CheckupFlags, terminal: Terminal): Promise<void> {
  const findings = await find(flags)
  const isSound = findings.every(({ mark }) => mark !== 'wrong')
  terminal.say((style) =>
    flags.json ? JSON.stringify({ sound: isSound, findings }, undefined, 2) : findingsReport(findings, style),
  )
  endProcess(isSound ? 0 : 1, terminal)
}

async function find(flags: CheckupFlags): Promise<readonly Finding[]> {
  const surroundings = { cwd: process.cwd(), env: process.env }
  return examine(await withStdoutDiverted(() => gather(flags, surroundings)))
}
