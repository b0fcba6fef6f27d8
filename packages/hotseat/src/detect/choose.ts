import type { KnownAdapter } from './known.ts'

/**
 * The adapter that an application's dependencies call for: one that is itself among them goes before one whose
 * library is; then the table's order counts.
 *
 * @example chooseAdapter(knownServers, new Set(['express', 'tsyringe']))?.adapter // '@hotseat/server-express'
 */
export function chooseAdapter(
  known: readonly KnownAdapter[],
  dependencies: ReadonlySet<string>,
): KnownAdapter | undefined {
  return (
    known.find(({ adapter }) => dependencies.has(adapter)) ??
    known.find(({ library }) => library !== undefined && dependencies.has(library))
  )
}

/**
 * How to install a development dependency with the package manager that runs this.
 *
 * @param userAgent the environment's `npm_config_user_agent`, such as `pnpm/12.21.0 npm/? node/v24.21.0`
 */
export function installCommand(packageName: string, userAgent = ''): string {
  const [manager = ''] = userAgent.split('/')
  return ['pnpm', 'yarn', 'bun'].includes(manager)
    ? `${manager} add -D ${packageName}`
    : `npm install -D ${packageName}`
}
