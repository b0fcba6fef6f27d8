import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { assignment, files, type Evidence } from './evidence.ts'

/** What the reporters in the processes of one run have written down. */
export interface Journal {
  /** What a process has to be given so that its reporter writes here. */
  readonly env: { readonly NODE_OPTIONS: string; readonly [assignment]: string }
  read(): readonly Evidence[]
  /** @returns the number that the snapshots bear which are told for it */
  askForSnapshot(): number
  /** Removes it. */
  close(): void
}

export function openJournal(nodeOptions = ''): Journal {
  const folder = mkdtempSync(join(tmpdir(), 'hotseat-doctor-'))
  const evidence = join(folder, files.evidence)
  const reporter = join(import.meta.dirname, `inside/reporter${extname(import.meta.filename)}`)
  let turn = 0
  const ask = (): void => writeFileSync(join(folder, files.asked), String(turn))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  writeFileSync(evidence, '')
  ask()
  return {
    env: {
      // Not `--import`: with that, Node loads whatever it runs as an ES module. In quotes a backslash is doubled, as in JSON.
      NODE_OPTIONS: `${nodeOptions} --require ${JSON.stringify(reporter)}`.trim(),
      [assignment]: `${process.pid}:${folder}`,
    },
    read() {
      // The last line may be half written.
      const lines = readFileSync(evidence, 'utf8').split('\n').slice(0, -1)
      return lines.map((line): unknown => JSON.parse(line)).filter(isEvidence)
    },
    askForSnapshot() {
      turn++
      ask()
      return turn
    },
    close() {
      process.off('exit', remove)
      remove()
    },
  }
}

function isEvidence(value: unknown): value is Evidence {
  return typeof value === 'object' && value !== null && 'pid' in value && 'kind' in value
}
