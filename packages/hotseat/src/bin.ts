#!/usr/bin/env node
// Looks at Node's version before anything is loaded that an older one could not even read.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 22)) {
  console.error(`Hotseat needs Node 22.22 or newer; this is ${process.versions.node}.`)
  process.exitCode = 1
} else {
  const { run } = await import('./cli/run.ts')
  await run()
}
