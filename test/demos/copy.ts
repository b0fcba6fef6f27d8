import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { run, type Running } from './process.ts'

export const hotseat = join(import.meta.dirname, '../../packages/hotseat/src/bin.ts')

/** A copy of a demo, of real files, for one test. */
export interface Copy {
  readonly root: string
  write(file: string, text: string): void
  /** Replaces a text that must be there. */
  edit(file: string, from: string, to: string): void
}

/** @param names what of the demo's folder is copied; packages are found where the demo finds them */
export function copyOf(demo: string, names: readonly string[]): Copy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), `${basename(demo)}-`)))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const name of names) cpSync(join(demo, name), join(root, name), { recursive: true })
  symlinkSync(join(demo, 'node_modules'), join(root, 'node_modules'))
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

/** A copy, and the process that serves it. */
export interface Served extends Copy, Running {
  readonly url: string
}

/** `hotseat dev` on a copy. Its first build need not be done: that is {@link built}. */
export function develop(copy: Copy, args: readonly string[] = []): Promise<Served> {
  return serve(copy, [hotseat, 'dev', ...args], /serves (http:\S+)/)
}

/** Runs `node …` on a copy, and resolves when it has told its URL. */
export async function serve(
  copy: Copy,
  args: readonly string[],
  telling: RegExp,
  env?: Readonly<Record<string, string>>,
): Promise<Served> {
  const running = run(copy.root, args, env)
  const [, url = ''] = await running.printed(telling)
  return { ...copy, ...running, url }
}

/** Printed once the first build is done, or has failed. */
export const built = /generation \d+ (?:in|failed) /

/** Printed once a generation is seated. Its number may be higher than their count: builds that were overtaken have some too. */
export const seated = /generation \d+ in .*\n/
