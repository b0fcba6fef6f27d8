import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

type Environment = Record<string, string | undefined>
type Variables = ReadonlyMap<string, string>

/** The variables that files give to a process. What its environment had before goes before them. */
export interface FileVariables {
  /**
   * Reads the files, and has the environment follow them: a variable that is gone from them goes.
   *
   * @returns the names of those that have changed
   */
  load(): readonly string[]
  /** The environment as it was given, without what files have put into it: for a process that reads them itself. */
  given(): Environment
}

/**
 * @param files absolute paths; where a variable is in several, the last one has it
 * @param env is changed by `load`
 * @param inherited names that the environment had before any file was read
 */
export function fileVariables(
  files: readonly string[],
  env: Environment,
  inherited: ReadonlySet<string>,
): FileVariables {
  const initial = Object.fromEntries(Object.entries(env).filter(([name]) => inherited.has(name)))
  let last: Variables | undefined
  return {
    load() {
      const next = readVariables(files)
      const before = last ?? new Map()
      last = next
      const names = [...new Set([...before.keys(), ...next.keys()])].filter((name) => !inherited.has(name))
      const changed = names.filter((name) => before.get(name) !== next.get(name) && env[name] !== next.get(name))
      for (const name of changed) {
        const value = next.get(name)
        if (value === undefined) Reflect.deleteProperty(env, name)
        else env[name] = value
      }
      return changed.toSorted((one, other) => one.localeCompare(other))
    },
    given: () => ({ ...initial }),
  }
}

/** What files say, those that are not there say nothing. */
export function readVariables(files: readonly string[]): Variables {
  return new Map(
    files
      .filter((file) => existsSync(file))
      .flatMap((file) => Object.entries(parseEnv(readFileSync(file, 'utf8'))))
      .flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  )
}

/**
 * The names that the environment of this process had when it was started.
 *
 * @param files what Node has read into it since
 */
export function inheritedNames(env: Environment, files: readonly string[]): ReadonlySet<string> {
  const initial = '/proc/self/environ'
  if (existsSync(initial)) {
    const entries = readFileSync(initial, 'utf8').split('\0')
    return new Set(entries.map((entry) => entry.slice(0, entry.indexOf('='))))
  }
  // Elsewhere the system does not tell: what is as a file has it is taken to come from there.
  const variables = readVariables(files)
  return new Set(Object.keys(env).filter((name) => env[name] !== variables.get(name)))
}
