import { errors } from '../errors.ts'
import { locationAt } from '../stack/frame.ts'
import type { Export } from './header.ts'
import { moduleRecord } from './oxc.ts'

/**
 * Refuses a module that exports a name twice, which the compiler lets pass.
 *
 * @param exports sorted by name
 * @throws {HotseatError} `HOTSEAT_LOADER_SYNTAX`
 */
export function checkExports(
  path: string,
  text: string,
  exports: readonly Export[],
  chain: () => readonly string[],
): void {
  const twice = exports.find(({ name }, index) => exports[index - 1]?.name === name)
  if (!twice) return
  const offsets: number[] = []
  for (const { entries, start } of moduleRecord(path, text).staticExports) {
    for (const { exportName } of entries) {
      if ((exportName.name ?? 'default') === twice.name) offsets.push(exportName.start ?? start)
    }
  }
  throw errors.syntax(`'${twice.name}' is exported twice`, locationAt(path, text, offsets[1] ?? 0), chain())
}
