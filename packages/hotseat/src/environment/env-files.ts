import { resolve } from 'node:path'

/**
 * The files of variables that an application is started with: those that Node was told to read, then those of the config.
 *
 * @param execArgv as `process.execArgv` has it
 * @param cwd what Node's are relative to
 * @param configured absolute paths
 * @returns absolute paths; where a variable is in several, the last one has it
 */
export function envFilesOf(execArgv: readonly string[], cwd: string, configured: readonly string[]): string[] {
  const given = execArgv.flatMap((word, index) => {
    const [, name, value] = /^(--env-file(?:-if-exists)?)(?:=(.*))?$/.exec(word) ?? []
    const file = value ?? (name === undefined ? undefined : execArgv[index + 1])
    return file === undefined ? [] : [resolve(cwd, file)]
  })
  return [...new Set([...given, ...configured])]
}
