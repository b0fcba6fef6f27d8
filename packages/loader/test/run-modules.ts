/** Runs a graph of `random-modules.ts` and tells what it did, natively or under the loader: this very text is run by both. */
export const runModules = `async (run, isEntry) => {
  const log = (globalThis.__log = [])
  const lazy = (globalThis.__lazy = [])
  globalThis.__pending = 0
  const told = (value) => (typeof value === 'function' ? value.name : typeof value === 'object' && value !== null ? Object.keys(value).join('+') : String(value))
  // What asynchronous modules still do after one has failed takes some turns of the microtask queue, or an import.
  const quiet = async () => {
    do await new Promise((resolve) => setImmediate(resolve))
    while (globalThis.__pending > 0)
  }
  try {
    const loaded = await run()
    const exports = isEntry ? loaded : await loaded.default()
    for (const name of Object.keys(exports)) log.push('exports ' + name + ' = ' + typeof exports[name] + ' ' + told(exports[name]))
  } catch (error) {
    log.push('failed ' + error?.name + ': ' + (error?.code ?? error?.message))
  }
  await quiet()
  // The loader releases what it could not load.
  if (isEntry && log.some((line) => line.startsWith('failed'))) return log
  for (const load of lazy) {
    await load()
    await quiet()
  }
  return log
}`
