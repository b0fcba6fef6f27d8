import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Source of an application by path. */
export type Files = Readonly<Record<string, string>>

/**
 * What every application of these tests has besides its own: `tell`, by which it tells the test what happens in it, and
 * `sign`, which waits for the test to give it.
 */
const common: Files = {
  'package.json': '{ "type": "module" }',
  'src/tell.ts': `
    import { channel } from 'node:diagnostics_channel'
    // Not by a channel: those of a generation that has gone hear nothing.
    const signs = (globalThis.__signs ??= new EventTarget()) as EventTarget
    export const sign = (): Promise<void> =>
      new Promise((resolve) => signs.addEventListener('sign', () => resolve(), { once: true }))
    export const tell = (...words: unknown[]): void => channel('hotseat-test').publish(words.join(' '))
  `,
}

/** A folder of real files for one test, whose imports resolve as those of this package do. */
export function project(files: Files, { ownPackages = false } = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hotseat-capture-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  if (!ownPackages) symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'))
  write(root, { ...common, ...files })
  return root
}

export function write(root: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}
