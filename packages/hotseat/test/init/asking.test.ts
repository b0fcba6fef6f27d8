import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project } from '../project.ts'
import { openScreen } from '../terminal/screen.ts'

const bin = join(import.meta.dirname, '../../src/bin.ts')
const manifest = '{ "type": "module", "dependencies": { "express": "5", "awilix": "13" } }'

test.each([
  ['\r', 'done', true],
  ['y\r', 'done', true],
  ['n\r', 'Nothing was changed.', false],
  ['what?\r', 'Nothing was changed.', false],
  ['\u0004', 'Nothing was changed.', false],
])('asked whether to change it, %j is an answer', async (answer, said, changes) => {
  const root = project({ 'package.json': manifest, 'src/app.ts': '' })
  const screen = openScreen(process.execPath, [bin, 'init'], { cwd: root })
  await screen.shows('Change it? [Y/n]')
  expect(screen.text()).toContain('"dev": "hotseat dev"')
  screen.type(answer)
  await screen.shows(said)
  expect(await screen.ended).toBe(0)
  expect(readFileSync(join(root, 'package.json'), 'utf8') !== manifest).toBe(changes)
})
