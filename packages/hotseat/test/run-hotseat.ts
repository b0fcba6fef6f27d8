import { execFile } from 'node:child_process'
import { join } from 'node:path'

const bin = join(import.meta.dirname, '../src/bin.ts')

export interface Ended {
  readonly code: number | string
  readonly out: string
  readonly err: string
}

/** Nothing of whoever runs the tests, such as a package manager. */
const asTyped = { NODE_ENV: '', NO_COLOR: '1', npm_config_user_agent: '' }

/** Runs the command in a folder, to its end, without a terminal. */
export async function runHotseat(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const ended = Promise.withResolvers<Ended>()
  const options = { cwd, env: { ...process.env, ...asTyped, ...env } }
  const child = execFile(process.execPath, [bin, ...args], options, (failure, out, err) =>
    ended.resolve({ code: failure?.code ?? 0, out, err }),
  )
  child.stdin?.end()
  return await ended.promise
}
