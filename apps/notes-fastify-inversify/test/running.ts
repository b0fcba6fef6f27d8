import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as demos from 'demos/copy'
import { run } from 'demos/process'
import { afterAll, expect } from 'vitest'

const app = join(import.meta.dirname, '..')

/** With a database of its own. */
export function copyOfNotes(): demos.Copy {
  return demos.copyOf(app, ['src', 'public', 'hotseat.config.ts', 'package.json', 'tsconfig.json'])
}

/** An answer, its body parsed. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** The application, in a process of its own. */
export interface Served extends demos.Served {
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
  const served = asked(await demos.develop(copy))
  await served.printed(demos.built)
  return {
    ...served,
    async change(file, from, to) {
      const before = [...served.output().matchAll(new RegExp(demos.seated, 'g'))].length
      served.edit(file, from, to)
      await served.printed(demos.seated, before + 1)
    },
    async title() {
      const { body } = await served.call('GET', '/about')
      return member(body, 'title')
    },
  }
}

/** A copy as tsc builds it, started without Hotseat. */
export async function produce(): Promise<Served> {
  const copy = copyOfNotes()
  built ??= build()
  cpSync(await built, join(copy.root, 'dist'), { recursive: true })
  rmSync(join(copy.root, 'src'), { recursive: true })
  return asked(await demos.serve(copy, ['dist/main.js'], /Listening on (http:\S+)/, { NODE_ENV: 'production' }))
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

function asked(running: demos.Served): Served {
  const served: Served = {
    ...running,
    async call(method, path, body) {
      const sent = body !== undefined && { 'content-type': 'application/json' }
      const response = await fetch(new URL(path, running.url), {
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
