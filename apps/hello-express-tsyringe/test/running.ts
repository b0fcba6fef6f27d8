import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const app = join(import.meta.dirname, '..')
const bin = join(import.meta.dirname, '../../../packages/hotseat/src/bin.ts')

/** A copy of the hello application, of real files, for one test. */
export interface Copy {
  readonly root: string
  write(file: string, text: string): void
  /** Replaces a text that must be there. */
  edit(file: string, from: string, to: string): void
}

export function copyOfHello(): Copy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hello-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const name of ['src', 'dev.ts', 'package.json', 'tsconfig.json']) {
    cpSync(join(app, name), join(root, name), { recursive: true })
  }
  symlinkSync(join(app, 'node_modules'), join(root, 'node_modules'))
  const copy: Copy = {
    root,
    write: (file, text) => writeFileSync(join(root, file), text),
    edit(file, from, to) {
      const text = readFileSync(join(root, file), 'utf8')
      if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`)
      copy.write(file, text.replace(from, to))
    },
  }
  return copy
}

/** A process of its own. */
export interface Running {
  readonly pid: number | undefined
  /** All that it has printed. */
  output(): string
  /** Resolves with the match as soon as the output contains it. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  /** Resolves as soon as the output contains so many matches. */
  printedTimes(pattern: RegExp, times: number): Promise<unknown>
  signal(name: NodeJS.Signals): void
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>
}

/** Runs `node …` in a folder; killed at the end of the test if it is still there. */
export function run(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, args, {
    cwd,
    // Whatever a killed process leaves behind goes with the copy.
    env: { ...process.env, NODE_ENV: '', NO_COLOR: '1', PORT: '0', TMPDIR: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return observed(child)
}

function observed(child: ChildProcess): Running {
  let text = ''
  const waiting = new Set<() => void>()
  const told = (chunk: string): void => {
    text += chunk
    for (const look of waiting) look()
  }
  child.stdout?.setEncoding('utf8').on('data', told)
  child.stderr?.setEncoding('utf8').on('data', told)
  const exited = once(child, 'close').then(
    ([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? null,
  )

  return {
    pid: child.pid,
    exited,
    output: () => text,
    signal: (name) => void child.kill(name),
    printed: (pattern) => until(`print ${pattern}`, () => pattern.exec(text) ?? undefined),
    printedTimes: (pattern, times) =>
      until(`print ${pattern} ${times} times`, () => ([...text.matchAll(pattern)].length >= times ? true : undefined)),
  }

  async function until<Result>(what: string, look: () => Result | undefined): Promise<Result> {
    const found = Promise.withResolvers<Result>()
    const again = (): void => {
      const result = look()
      if (result !== undefined) found.resolve(result)
    }
    waiting.add(again)
    again()
    void exited.then((code) => found.reject(new Error(`exited (${code}) and did not ${what}:\n${text}`)))
    const deadline = setTimeout(() => found.reject(new Error(`did not ${what}:\n${text}`)), 10_000)
    return await found.promise.finally(() => {
      clearTimeout(deadline)
      waiting.delete(again)
    })
  }
}

/** `hotseat dev` on a copy of the hello application. */
export interface Served extends Copy, Running {
  readonly url: string
  /** Resolves when so many generations have been seated. Their numbers may be higher: builds that were overtaken have some too. */
  seated(count: number): Promise<unknown>
  /** Body of a GET. */
  text(path?: string): Promise<string>
}

export async function serve(copy = copyOfHello(), args: readonly string[] = []): Promise<Served> {
  const served = await listening(copy, args)
  await served.printed(/generation \d+ (?:in|failed) /)
  return served
}

/** As {@link serve}, but without waiting for the first build. */
export async function listening(copy: Copy, args: readonly string[] = []): Promise<Served> {
  const running = run(copy.root, [bin, 'dev', ...args])
  const [, url = ''] = await running.printed(/serves (http:\S+)/)
  return {
    ...copy,
    ...running,
    url,
    seated: (count) => running.printedTimes(/generation \d+ in .*\n/g, count),
    text: async (path = '/') => await (await fetch(new URL(path, url))).text(),
  }
}

export { bin }
