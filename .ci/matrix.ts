import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kinds } from '../packages/conformance/src/index.ts'
import { drawMatrix, outcomesOf, putBetweenMarkers, undeclaredOf } from './matrix-drawing.ts'
import { otherNodes } from './other-nodes.ts'

// `node .ci/matrix.ts` writes what the last run of the tests says into the README; with `--check` it only compares.
const workspace = join(import.meta.dirname, '..')
const readme = join(workspace, 'packages', 'conformance', 'README.md')
const reports = [
  ...readdirSync(join(workspace, 'packages')).map((name) =>
    join(workspace, 'packages', name, '.reports', 'vitest.json'),
  ),
  ...otherNodes.map(({ report }) => join(workspace, report)),
].filter((path) => existsSync(path))

const outcomes = reports.flatMap((path): ReturnType<typeof outcomesOf> =>
  outcomesOf(JSON.parse(readFileSync(path, 'utf8'))),
)
for (const sentence of undeclaredOf(outcomes)) console.log(sentence)
const text = readFileSync(readme, 'utf8')
const drawn = putBetweenMarkers(text, drawMatrix(kinds, outcomes))
if (drawn !== text && process.argv.includes('--check')) {
  console.error('The matrix in packages/conformance/README.md is stale: npx -y pnpm@12 matrix writes it anew.')
  process.exitCode = 1
} else {
  writeFileSync(readme, drawn)
}
