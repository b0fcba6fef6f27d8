// Runs the suites of all adapters on every other Node, side by side: they wait more than they work. What is given is
// passed on: `node .ci/run-on-other-nodes.ts fastify -t V11`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { otherNodes, type OtherNode } from './other-nodes.ts'

const workspace = join(import.meta.dirname, '..')

async function passesOn({ name, executable, report }: OtherNode): Promise<boolean> {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs')
  const options = ['--config', join('.ci', 'other-nodes.config.ts'), `--outputFile.json=${report}`]
  const run = spawn(join(workspace, executable), [vitest, 'run', ...options, ...process.argv.slice(2)], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [run.stdout, run.stderr]) {
    createInterface(stream).on('line', (line) => console.log(`${name}: ${line}`))
  }
  const [code]: unknown[] = await once(run, 'close')
  return code === 0
}

const passed = await Promise.all(otherNodes.map(passesOn))
process.exitCode = passed.every(Boolean) ? 0 : 1
