import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceLocation } from '@hotseat/core'
import { expect, test } from 'vitest'
import { linkedPlace, shortened } from '../src/output/links.ts'
import { shownPlace } from '../src/output/paths.ts'
import { project } from './project.ts'

const place = { file: '/home/me/app/src/a #1é.ts', line: 3, column: 14 }
const linking = { cwd: '/home/me/app', links: true }

/** The links of a text, as a terminal takes them; what is left of the text without them. */
function read(written: string) {
  const [before = '', ...parts] = written.split('\u001B]8;;')
  const ranges = parts.map((part) => {
    const [url = '', text = ''] = part.split('\u001B\\')
    return { url, text }
  })
  const plain = before + ranges.map(({ text }) => text).join('')
  // An empty URL ends a link.
  return { links: ranges.filter(({ url }) => url !== ''), plain }
}

function checkLink(linked: (location: SourceLocation, style: typeof linking) => string): void {
  const { links, plain } = read(`${linked(place, linking)} and on`)
  expect(plain).toBe('src/a #1é.ts:3:14 and on')
  expect(links.map(({ text }) => text)).toEqual(['src/a #1é.ts:3:14'])
  const url = new URL(links[0]?.url ?? '')
  expect(fileURLToPath(new URL(url.pathname, url))).toBe(place.file)
  expect(url).toMatchObject({ protocol: 'file:', host: '', hash: '#3' })
}

test('a place in the source is a link to its file and line', () => checkLink(linkedPlace))

test('a link that is not ended, and one whose path is not encoded, are caught', () => {
  const open = (location: SourceLocation) => linkedPlace(location, linking).slice(0, -'\u001B]8;;\u001B\\'.length)
  expect(() => checkLink(open)).toThrow('to deeply equal')
  const raw = (location: SourceLocation) =>
    `\u001B]8;;file://${location.file}#${location.line}\u001B\\${shownPlace(location, linking.cwd)}\u001B]8;;\u001B\\`
  expect(() => checkLink(raw)).toThrow('to be')
})

test('where there are no links it is the place alone', () => {
  expect(linkedPlace(place, { ...linking, links: false })).toBe('src/a #1é.ts:3:14')
})

test('each frame of a stack that is in the application is a link, and the text stays the same', () => {
  const stack = [
    'Error: late in /home/me/app/src',
    'at run (/home/me/app/src/a.ts:3:14)',
    'at file:///home/me/app/hotseat.config.ts:1:7',
    'at /usr/lib/x.js:1:1',
  ].join('\n')
  const { links, plain } = read(shortened(stack, linking))
  expect(plain.split('\n')).toEqual([
    'Error: late in src',
    'at run (src/a.ts:3:14)',
    'at hotseat.config.ts:1:7',
    'at /usr/lib/x.js:1:1',
  ])
  expect(links).toEqual([
    { url: 'file:///home/me/app/src/a.ts#3', text: 'src/a.ts:3:14' },
    { url: 'file:///home/me/app/hotseat.config.ts#1', text: 'hotseat.config.ts:1:7' },
  ])
  expect(shortened(stack, { ...linking, links: false })).toBe(plain)
})

/** What `hotseat dev` says of a config that throws. */
async function complaint(env: Readonly<Record<string, string>>): Promise<string> {
  const root = project({ 'hotseat.config.mjs': '\nthrow new Error("broken")' })
  const bin = join(import.meta.dirname, '../src/bin.ts')
  const said = Promise.withResolvers<string>()
  const options = { cwd: root, env: { PATH: process.env['PATH'], NODE_ENV: '', ...env } }
  execFile(process.execPath, [bin, 'dev'], options, (_failure, _out, err) => said.resolve(err))
  return await said.promise
}

test('the command links where the terminal can, and not to a pipe, nor with NO_COLOR', async () => {
  const asked = { FORCE_HYPERLINK: '1', FORCE_COLOR: '1' }
  expect(read(await complaint(asked)).links).toMatchObject([
    { url: expect.stringMatching(/^file:.*hotseat\.config\.mjs#2$/), text: 'hotseat.config.mjs:2:7' },
  ])
  for (const env of [{}, { TERM_PROGRAM: 'ghostty' }, { ...asked, NO_COLOR: '1' }]) {
    expect(await complaint(env)).not.toContain('\u001B]8')
    expect(await complaint(env)).toContain('hotseat.config.mjs:2:7')
  }
})
