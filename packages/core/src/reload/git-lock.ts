import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Tells whether git is rewriting the work tree that holds `folder`: its index is locked during all of a checkout. */
export function gitIndexLock(folder: string): () => boolean {
  const directory = gitDirectory(folder)
  if (directory === undefined) return () => false
  const lock = join(directory, 'index.lock')
  return () => existsSync(lock)
}

function gitDirectory(folder: string): string | undefined {
  const candidate = join(folder, '.git')
  try {
    // In a linked work tree `.git` is a file: https://git-scm.com/docs/gitrepository-layout
    const [, target] = /^gitdir: (.+)$/m.exec(readFileSync(candidate, 'utf8')) ?? []
    if (target !== undefined) return resolve(folder, target)
  } catch {
    if (existsSync(candidate)) return candidate
  }
  const parent = dirname(folder)
  return parent === folder ? undefined : gitDirectory(parent)
}
