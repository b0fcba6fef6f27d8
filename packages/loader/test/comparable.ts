/** Reasons why an ES module cannot be required: it awaits, is in a cycle, has a faulty import. Any two may hold at once. */
const unrequirable = /ERR_REQUIRE_(?:ASYNC|CYCLE)_MODULE|SyntaxError: /

/**
 * How much of what Node did with a graph is no accident. These things are:
 * - When `require()` of an ES module fails, some modules are left half linked behind, so that what comes next differs. If
 *   it failed because of an `await`, a CommonJS module that was to be imported then counts as linked: an ES module may
 *   import it while it runs, which is `ERR_REQUIRE_CYCLE_MODULE` otherwise.
 * - Which one it tells of, if there is more than one reason why a module cannot be required.
 * - When a CommonJS module has thrown, a later ES module that imports it runs as if it had not.
 *
 * @param log as `run-modules.ts` tells it; and that of the loader
 * @param modules sources by file name
 * @returns the number of lines that can be compared
 */
export function comparable(
  log: readonly string[],
  ours: readonly string[],
  modules: Readonly<Record<string, string>>,
): number {
  const running = new Set<string>()
  const failed = new Set<string>()
  let leftBehind = false
  for (const [index, line] of log.entries()) {
    if (/ERR_REQUIRE_ESM_RACE_CONDITION|ERR_INTERNAL_ASSERTION/.test(line)) return index
    if (unrequirable.test(line) && /ERR_REQUIRE_(?:ASYNC|CYCLE)_MODULE/.test(ours[index] ?? '')) {
      if (!line.includes('ERR_REQUIRE_ASYNC_MODULE') || !ours[index]?.includes('ERR_REQUIRE_ASYNC_MODULE')) return index
    }
    if (line.includes('ERR_REQUIRE_CYCLE_MODULE')) return index + 1
    if (leftBehind && ours[index]?.includes('ERR_REQUIRE_CYCLE_MODULE')) return index
    leftBehind ||= line.includes('ERR_REQUIRE_ASYNC_MODULE')
    const [, module = '', event = ''] = /^(m\d+): (\w+)/.exec(line) ?? []
    const [name = '', text = ''] = Object.entries(modules).find(([file]) => file.startsWith(`${module}.`)) ?? []
    if (event === 'start') {
      if (name.includes('.cjs')) running.add(module)
      else if ([...failed].some((each) => new RegExp(`^(?:im|ex)port .*'\\./${each}\\.`, 'm').test(text))) return index
    }
    if (event === 'end') running.delete(module)
    if (/^failed |: (?:lazy|require|eager) \w*Error:/.test(line)) for (const each of running) failed.add(each)
  }
  return log.length
}
