/** Runs a graph of `random-modules.ts` and tells what it did, natively or under the loader: this very text is run by both. */
export const runModules = `async (run) => {
  const log = (globalThis.__log = [])
  const lazy = (globalThis.__lazy = [])
  try {
    log.push('exports ' + Object.keys(await run()).join())
    for (const load of lazy) await load()
  } catch (error) {
    log.push('failed ' + error.name + ': ' + error.message)
    // What asynchronous modules still do after one has failed takes some turns of the microtask queue.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return log
}`
