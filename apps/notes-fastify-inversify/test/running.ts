import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished } from 'vitest'
import { run, type Running } from './process.ts'

const app = join(import.meta.dirname, '..')
const hotseat = join(import.meta.dirname, '../../../packages/hotseat/src/bin.ts')

/** A copy of the application, of real files and with a database of its own, for one test. */
export interface Copy {
  readonly root: string
  write(file: string, text: string): void
  /** Replaces a text that must be there. */
  edit(file: string, from: string, to: string): void
}

export function copyOfNotes(): Copy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'notes-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const name of ['src', 'public', 'hotseat.config.ts', 'package.json', 'tsconfig.json']) {
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

/** An answer, its body parsed. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** The application, in a process of its own. */
export interface Served extends Copy, Running {
  readonly url: string
  /** Sends `body`, if there is one, as JSON. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** The texts of all notes, the newest first. */
  texts(): Promise<unknown>
  /** How often a database was opened, and closed. */
  connections(): { readonly opened: number; readonly closed: number }
}

/** What `hotseat dev` serves. */
export interface Developed extends Served {
  /** Saves an edit, and resolves when it is served. */
  change(file: string, from: string, to: string): Promise<void>
  /** What is at the top of the page. */
  title(): Promise<unknown>
}

/** `hotseat dev` on a copy, once the first build is done, or has failed. */
export async function develop(copy = copyOfNotes()): Promise<Developed> {
  // The lock of a process that is killed goes with the copy.
  const running = run(copy.root, [hotseat, 'dev'], { TMPDIR: copy.root })
  const [, url = ''] = await running.printed(/serves (http:\S+)/)
  const served = observed(copy, running, url)
  await served.printed(/generation \d+ (?:in|failed) /)
  return {
    ...served,
    async change(file, from, to) {
      const seated = [...served.output().matchAll(swap)].length
      served.edit(file, from, to)
      await served.printed(swap, seated + 1)
    },
    async title() {
      const { body } = await served.call('GET', '/about')
      return member(body, 'title')
    },
  }
}

const swap = /generation \d+ in .*\n/g

/** A copy as tsc builds it, started without Hotseat. */
export async function produce(): Promise<Served> {
  const copy = copyOfNotes()
  built ??= build()
  cpSync(await built, join(copy.root, 'dist'), { recursive: true })
  rmSync(join(copy.root, 'src'), { recursive: true })
  const running = run(copy.root, ['dist/main.js'], { NODE_ENV: 'production' })
  const [, url = ''] = await running.printed(/Listening on (http:\S+)/)
  return observed(copy, running, url)
}

/** Where the output of the compiler is, for all tests of a file: it is the same for each. */
let built: Promise<string> | undefined

afterAll(async () => {
  if (built) rmSync(await built, { recursive: true, force: true })
})

async function build(): Promise<string> {
  const output = mkdtempSync(join(tmpdir(), 'notes-built-'))
  const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc')
  const compiling = run(app, [tsc, '-p', 'tsconfig.json', '--outDir', output])
  expect(await compiling.exited, compiling.output()).toBe(0)
  return output
}

function observed(copy: Copy, running: Running, url: string): Served {
  const served: Served = {
    ...copy,
    ...running,
    url,
    async call(method, path, body) {
      const sent = body !== undefined && { 'content-type': 'application/json' }
      const response = await fetch(new URL(path, url), {
        method,
        headers: { accept: 'application/json', ...sent },
        ...(sent && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const parsed: unknown = text === '' ? undefined : JSON.parse(text)
      return { status: response.status, headers: response.headers, body: parsed }
    },
    async texts() {
      const { body } = await served.call('GET', '/notes')
      return Array.isArray(body) ? body.map((note) => member(note, 'text')) : body
    },
    connections: () => ({
      opened: [...running.output().matchAll(/Database opened/g)].length,
      closed: [...running.output().matchAll(/Database closed/g)].length,
    }),
  }
  return served
}

export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
