import { spawn } from '@lydell/node-pty'
import headless from '@xterm/headless'
import { onTestFinished } from 'vitest'

/** A program in a pseudo-terminal, and what a person sees of it. */
export interface Screen {
  readonly pid: number
  /** Presses keys. */
  readonly type: (keys: string) => void
  readonly resize: (columns: number, rows: number) => void
  /** All lines, those that have scrolled away as well, without blanks at their ends. */
  readonly lines: () => readonly string[]
  readonly text: () => string
  /** All that was written, with its control codes. */
  readonly raw: () => string
  /** Resolves as soon as the screen shows it; rejects, saying what it shows, when it does not in time. */
  shows(wanted: string | RegExp): Promise<void>
  /** Presses keys again and again until the screen shows it: for what is not ready at a moment that shows. */
  insist(keys: string, wanted: RegExp): Promise<void>
  /** Resolves as soon as this holds. */
  until(what: string, holds: () => boolean): Promise<void>
  /** The exit code, once it has ended and all that it wrote is on the screen. */
  readonly ended: Promise<number>
}

export interface ScreenOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly columns?: number
  readonly rows?: number
}

const patience = 15_000

/** Starts a program in a terminal of its own; it ends with the test. */
export function openScreen(file: string, args: readonly string[], options: ScreenOptions): Screen {
  const { cwd, columns = 100, rows = 30 } = options
  // What is said of CI, or of colours, outside is not meant for this terminal.
  const { CI: _ci, NO_COLOR: _noColor, FORCE_COLOR: _forceColor, ...inherited } = process.env
  const given = Object.entries({ ...inherited, NODE_ENV: '', ...options.env })
  const env = Object.fromEntries(given.filter(([, value]) => value !== undefined))
  const terminal = new headless.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true })
  const program = spawn(file, [...args], {
    name: options.env?.['TERM'] ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd,
    env,
  })
  let raw = ''
  let hasEnded = false
  const waiting = new Set<() => void>()
  const look = (): void => {
    for (const each of waiting) each()
  }
  program.onData((data) => {
    raw += data
    terminal.write(data, look)
  })
  // A terminal answers some questions.
  terminal.onData((answer) => program.write(answer))
  const ended = Promise.withResolvers<number>()
  program.onExit(({ exitCode, signal }) => {
    hasEnded = true
    terminal.write('', () => {
      ended.resolve(signal ? 128 + signal : exitCode)
      look()
    })
  })
  onTestFinished(() => {
    if (!hasEnded) program.kill('SIGKILL')
    terminal.dispose()
  })

  const lines = (): string[] => {
    const { active } = terminal.buffer
    const all = Array.from(
      { length: active.length },
      (_, index) => active.getLine(index)?.translateToString(true) ?? '',
    )
    return all.slice(0, all.findLastIndex((line) => line !== '') + 1)
  }
  const text = (): string => lines().join('\n')

  async function until(what: string, holds: () => boolean): Promise<void> {
    const held = Promise.withResolvers<void>()
    const check = (): void => {
      if (holds()) held.resolve()
    }
    const timer = setTimeout(() => {
      held.reject(new Error(`${what} did not come. The screen shows:\n${text()}`))
    }, patience)
    waiting.add(check)
    check()
    try {
      await held.promise
    } finally {
      clearTimeout(timer)
      waiting.delete(check)
    }
  }

  return {
    pid: program.pid,
    type: (keys) => program.write(keys),
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows)
      program.resize(newColumns, newRows)
    },
    lines,
    text,
    raw: () => raw,
    until,
    async insist(keys, wanted) {
      const press = (): void => program.write(keys)
      const timer = setInterval(press, 250)
      press()
      try {
        await until(String(wanted), () => wanted.test(text()))
      } finally {
        clearInterval(timer)
      }
    },
    shows: async (wanted) =>
      await until(String(wanted), () => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text()))),
    ended: ended.promise,
  }
}
