import { digest, type Snapshot } from './evidence.ts'

/** Set by shells and package managers on the way, not by the application. */
const ofTheWay = /^(?:npm_.*|_|PWD|OLDPWD|SHLVL|INIT_CWD|NODE|EDITOR|COLOR|PATH|NODE_OPTIONS)$/i

/** What has become of the environment that a process was given: digests of new values, undefined for what was removed. */
export function changes(given: NodeJS.ProcessEnv, found: Snapshot['env']): ReadonlyMap<string, string | undefined> {
  const names = new Set([...Object.keys(given), ...Object.keys(found)])
  return new Map(
    [...names]
      .filter((name) => !ofTheWay.test(name))
      .filter((name) => (given[name] === undefined ? undefined : digest(given[name])) !== found[name])
      .map((name) => [name, found[name]]),
  )
}
