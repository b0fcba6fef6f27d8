import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'

/** What to start: a program with its arguments, or a text for the shell. */
export type Command = { readonly shell: string } | { readonly program: string; readonly args: readonly string[] }

/** A process that was started, and all that it starts. */
export interface Child {
  /** All that was written to stderr. */
  stderr(): string
  /** The last of what was written to stdout and stderr: why it failed. */
  lastWords(): string
  /** How it ended by itself: `ended with exit code 1`. */
  ended(): string | undefined
  /** Asks it to end; ends it, if it does not in time. Resolves when nothing of it is left. */
  stop(): Promise<void>
}

/** Milliseconds that it may take to end in order. */
const patience = 10_000

const running = new Set<number>()
// Whatever ends this process ends them.
process.on('exit', () => {
  for (const pid of running) signal(pid, 'SIGKILL')
})

/** Starts a command in a process group of its own, by which all that it starts can be ended with it. */
export function start(command: Command, cwd: string, env: NodeJS.ProcessEnv): Child {
  const [program, args] = 'shell' in command ? [command.shell, []] : [command.program, [...command.args]]
  const child = spawn(program, args, {
    cwd,
    env,
    shell: 'shell' in command,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  let all = ''
  let ended: string | undefined
  const { pid } = child
  if (pid !== undefined) running.add(pid)
  child.stdout.setEncoding('utf8').on('data', (text: string) => (all += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    all += text
  })
  child.on('error', ({ message }) => (ended = `could not be started: ${message}`))
  child.on('exit', (code, by) => (ended ??= code === null ? `was ended by ${by}` : `ended with exit code ${code}`))
  const closed = once(child, 'close')

  return {
    stderr: () => stderr,
    lastWords: () => all.trimEnd().split('\n').slice(-15).join('\n'),
    ended: () => ended,
    async stop() {
      if (pid === undefined) return
      signal(pid, 'SIGTERM')
      const waiting = new AbortController()
      await Promise.race([closed, setTimeout(patience, undefined, { signal: waiting.signal }).catch(() => undefined)])
      waiting.abort()
      // What is left of the group: it has outlived the one that was to end it.
      signal(pid, 'SIGKILL')
      await closed
      running.delete(pid)
    },
  }
}

/** To a process and all that it has started. */
function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/t', '/f'], () => undefined)
    return
  }
  try {
    process.kill(-pid, name)
  } catch {
    // Nobody is left.
  }
}
