/** `good`: as it should be. `notice`: works, but look at it. `wrong`: `hotseat dev` fails, or saves would not be seen. */
export type Mark = 'good' | 'notice' | 'wrong'

/** One thing that the doctor looked at. `--json` prints it as it is. */
export interface Finding {
  /** Stable: scripts may look for it. */
  readonly subject: Subject
  readonly mark: Mark
  /** What was found. */
  readonly text: string
  /** What to change: commands, or lines for a file. */
  readonly advice?: string
}

/** What is looked at, in the order of the report. */
export type Subject =
  | 'config'
  | 'entry'
  | 'kind'
  | 'server'
  | 'container'
  | 'watcher'
  | 'tsconfig'
  | 'node'
  | 'NODE_ENV'
  | 'packages'
  | 'env files'
  | 'port'
  | 'running'
  | 'inotify'
  | 'file system'

export const good = (subject: Subject, text: string): Finding => ({ subject, mark: 'good', text })
export const notice = (subject: Subject, text: string, advice: string): Finding => ({
  subject,
  mark: 'notice',
  text,
  advice,
})
export const wrong = (subject: Subject, text: string, advice: string): Finding => ({
  subject,
  mark: 'wrong',
  text,
  advice,
})
