// Sums up the run that has just ended: `node .ci/summary.ts <exit status>`. Fails unless all has passed.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { otherNodes } from './other-nodes.ts'
import { reportOf, summarize, tasksOf } from './reports.ts'

const workspace = join(import.meta.dirname, '..')
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

const folders = [
  '.',
  ...globSync('{packages,apps,templates}/*/package.json', { cwd: workspace }).map((path) => dirname(path)),
]
const places = new Map([
  ...folders.map((folder) => [folder, join(folder, '.reports', 'vitest.json')] as const),
  ...otherNodes.map(({ name, report }) => [name, report] as const),
])
const reports = [...places].flatMap(([folder, report]) => {
  const path = join(workspace, report)
  return existsSync(path) ? [reportOf(folder, read(path))] : []
})
const tasks = globSync('.turbo/runs/*.json', { cwd: workspace }).flatMap((path) => tasksOf(read(join(workspace, path))))
const { passed, failed, remarks } = summarize(Number(process.argv[2]), [...places.keys()], tasks, reports)

for (const remark of remarks) console.log(remark)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
