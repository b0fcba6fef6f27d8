import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** A process of its own. */
export interface Running {
  readonly pid: number | undefined
  /** All that it has printed. */
  output(): string
  /** Resolves with the match as soon as the output contains it so many times (default: once). */
  printed(pattern: RegExp, times?: number): Promise<RegExpExecArray>
  signal(name: NodeJS.Signals): void
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>
}

/** Runs `node …` in a folder; killed at the end of the test if it is still there. */
export function run(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, args, {
    cwd,
    // Whatever a killed process leaves behind goes with the folder.
    env: { ...process.env, NODE_ENV: '', NO_COLOR: '1', PORT: '0', TMPDIR: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  const waiting = new Set<() => void>()
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      for (const look of waiting) look()
    })
  }
  const exited = once(child, 'close').then(
    ([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? null,
  )

  return {
    pid: child.pid,
    exited,
    output: () => text,
    signal: (name) => void child.kill(name),
    async printed(pattern, times = 1) {
      const found = Promise.withResolvers<RegExpExecArray>()
      const fail = (how: string): void => found.reject(new Error(`${how} ${pattern} ${times} times:\n${text}`))
      const look = (): void => {
        const match = [...text.matchAll(new RegExp(pattern, 'g'))][times - 1]
        if (match) found.resolve(match)
      }
      waiting.add(look)
      look()
      void exited.then((code) => fail(`exited (${code}) and did not print`))
      const deadline = setTimeout(() => fail('did not print'), 10_000)
      return await found.promise.finally(() => {
        clearTimeout(deadline)
        waiting.delete(look)
      })
    },
  }
}
