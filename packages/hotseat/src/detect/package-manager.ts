import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** The file in which each notes what it has installed. */
const lockfiles: readonly (readonly [file: string, manager: PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
]

/** Their names. */
export const lockfileNames = lockfiles.map(([name]) => name)

/** What each leaves in node_modules when an installation is done; bun leaves nothing. */
export const installedMarks = ['.package-lock.json', '.modules.yaml', '.yarn-state.yml', '.yarn-integrity'] as const

/** The lockfile that counts for a folder: in it, or in the workspace that it belongs to. Absolute path. */
export function lockfileOf(root: string): string | undefined {
  for (let at = root; ; at = dirname(at)) {
    const file = lockfiles.map(([name]) => join(at, name)).find((path) => existsSync(path))
    if (file !== undefined || dirname(at) === at) return file
  }
}

/**
 * The package manager of a project: by its lockfile, else the one that runs this.
 *
 * @param userAgent the environment's `npm_config_user_agent`
 */
export function packageManagerOf(root: string, userAgent = ''): PackageManager {
  const file = lockfileOf(root)
  const byFile = lockfiles.find(([name]) => file?.endsWith(name))?.[1]
  const [running] = userAgent.split('/')
  return byFile ?? lockfiles.find(([, manager]) => manager === running)?.[1] ?? 'npm'
}
