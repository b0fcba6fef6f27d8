import { resolve } from 'node:path'

/**
 * The files of variables that Node was told to read.
 *
 * @param execArgv as `process.execArgv` has it
 * @param cwd what they are relative to
 * @returns absolute paths
 */
export function envFilesOfNode(execArgv: readonly string[], cwd: string): string[] {
  return execArgv.flatMap((word, index) => {
    const [, name, value] = /^(--env-file(?:-if-exists)?)(?:=(.*))?$/.exec(word) ?? []
    const file = value ?? (name === undefined ? undefined : execArgv[index + 1])
    return file === undefined ? [] : [resolve(cwd, file)]
  })
}
