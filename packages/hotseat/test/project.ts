import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder of real files for one test. */
export function project(files: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hotseat-test-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  write(root, files)
  return root
}

export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

/** A config for an application without a library: its adapters are what the ports ask for, and no more. */
export const plainConfig = `
    export default {
      port: 0,
      container: {
        name: 'none',
        async create(configure, context) {
          await configure({}, context)
          const scope = { api: {}, dispose: async () => undefined }
          return { ...scope, createScope: () => scope }
        },
      },
      server: { name: 'plain', mount: async (app) => ({ handle: app }) },
    }`
