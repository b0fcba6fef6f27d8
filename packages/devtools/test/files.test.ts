import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import { limits } from '../src/guard/limits.ts'
import type { Frame, Place, State } from '../src/protocol.ts'
import { greeting, serve, temporaryFolder, type Served, type ServedOptions } from './world/served.ts'

const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`).join('\n')

/** An application's folder with a file, beside one that is none of its business. */
function folders(): { readonly root: string; readonly outside: string } {
  const folder = temporaryFolder()
  const [root, outside] = [`${folder}/app`, `${folder}/app-secrets`]
  mkdirSync(`${root}/src`, { recursive: true })
  mkdirSync(outside)
  writeFileSync(`${root}/src/a.ts`, lines)
  writeFileSync(`${outside}/key.ts`, 'top secret')
  symlinkSync(`${outside}/key.ts`, `${root}/src/link.ts`)
  symlinkSync(outside, `${root}/src/linked`)
  return { root, outside }
}

/** Fails a build at these places; the first one is the error's own. */
async function failAt(served: Served, ...files: readonly string[]): Promise<readonly Place[]> {
  const [first = ''] = files
  const location = { file: first, line: 20, column: 3 }
  const importers = [`${first}.importer`, '/elsewhere/entry.ts']
  await served.fail(new HotseatError({ code: 'HOTSEAT_TEST', message: 'broken', location, importers }))
  const { failure }: State = JSON.parse((await served.askAsPage('/__hotseat/state')).text)
  return failure ? [...(failure.place ? [failure.place] : []), ...failure.stack] : []
}

/** A loader that says that an error has passed these files. */
function passing(...files: readonly string[]): Pick<ServedOptions, 'loader'> {
  return {
    loader: {
      trace: () => files.map((file) => ({ file, line: 20, column: 3 })),
    },
  }
}

async function frameOf(served: Served, id: string): Promise<Frame | number> {
  const { status, text } = await served.askAsPage(`/__hotseat/frame?id=${encodeURIComponent(id)}`)
  return status === 200 ? JSON.parse(text) : status
}

test('the lines around a place are shown', async () => {
  const { root } = folders()
  const served = await serve(greeting, { root })
  const [place = expect.fail()] = await failAt(served, `${root}/src/a.ts`)
  expect(await frameOf(served, place.id)).toEqual({
    id: place.id,
    file: 'src/a.ts',
    line: 20,
    column: 3,
    first: 14,
    lines: lines.split('\n').slice(13, 26),
  })
})

async function checkFrames(served: Served, root: string, outside: string): Promise<void> {
  const [own = expect.fail(), ...others] = await failAt(served, `${root}/src/a.ts`)
  expect(await frameOf(served, own.id)).toMatchObject({ file: 'src/a.ts' })
  // A place is where it really is.
  for (const { id, file } of others) expect([file, await frameOf(served, id)]).toEqual([file, 404])
  const asked = [
    '',
    'src/a.ts',
    '../app-secrets/key.ts',
    `${outside}/key.ts`,
    `file://${outside}/key.ts`,
    '/etc/passwd',
    '0',
  ]
  for (const id of [...asked, '__proto__', `${own.id}x`]) expect([id, await frameOf(served, id)]).toEqual([id, 404])
  for (const path of [
    '/frame?path=src/a.ts',
    '/frame?file=/etc/passwd',
    '/src/a.ts',
    '/assets/../protocol.ts',
    '/assets/tsconfig.json',
    '/assets/',
  ]) {
    const { status } = await served.askAsPage(`/__hotseat${path}`)
    expect([path, [400, 404].includes(status)]).toEqual([path, true])
  }
  await served.swap(greeting)
  expect(await frameOf(served, own.id)).toBe(404)
}

const strange = ({ root, outside }: { readonly root: string; readonly outside: string }): readonly string[] => [
  `${outside}/key.ts`,
  `${root}/src/link.ts`,
  `${root}/src/linked/key.ts`,
  `${root}/src/../../app-secrets/key.ts`,
  `${root}/src`,
  `${root}/src/gone.ts`,
]

test('S11 source is shown by the id of a place alone, of the failure that stands, and inside of the application', async () => {
  const both = folders()
  const served = await serve(greeting, { root: both.root, ...passing(...strange(both)) })
  await checkFrames(served, both.root, both.outside)
})

for (const [name, insideOf] of Object.entries({
  'wherever it is': (_roots: readonly string[], path: string) => path,
  'by how its path begins': ([root = '']: readonly string[], path: string) =>
    path.startsWith(root) ? path : undefined,
})) {
  test(`S11 a server that shows a file ${name} is caught`, async () => {
    const both = folders()
    const served = await serve(greeting, { root: both.root, ...passing(...strange(both)), without: { insideOf } })
    await expect(checkFrames(served, both.root, both.outside)).rejects.toThrow('deeply equal')
  })
}

test('further folders whose source may be shown are given', async () => {
  const { root, outside } = folders()
  const served = await serve(greeting, { root, roots: [root, outside] })
  const [place = expect.fail()] = await failAt(served, `${outside}/key.ts`)
  expect(place.file).toBe('…/key.ts')
  expect(await frameOf(served, place.id)).toMatchObject({ file: '…/key.ts', lines: ['top secret'].slice(13) })
})

/** An editor that writes down what it was started with. */
function editorWriting(folder: string): {
  readonly editor: readonly string[]
  readonly started: () => readonly string[]
} {
  const [script, written] = [`${folder}/editor.mjs`, `${folder}/started`]
  writeFileSync(
    script,
    `import { appendFileSync } from 'node:fs'
appendFileSync(${JSON.stringify(written)}, JSON.stringify(process.argv.slice(2)) + '\\n')`,
  )
  writeFileSync(written, '')
  return {
    editor: [process.execPath, script, '--at', '{file}:{line}:{column}', '{file}', '{line} {unknown}'],
    started: () => readFileSync(written, 'utf8').split('\n').filter(Boolean),
  }
}

async function open(served: Served, id: unknown): Promise<number> {
  return (await served.askAsPage('/__hotseat/open', { method: 'POST', body: JSON.stringify({ id }) })).status
}

test('S12 places open in an editor with an argument each, and no shell', async () => {
  const { root } = folders()
  const file = `${root}/src/a $(touch x) ; "b".ts`
  writeFileSync(file, lines)
  const { editor, started } = editorWriting(temporaryFolder())
  const served = await serve(greeting, { root, editor })
  const [place = expect.fail()] = await failAt(served, file)
  expect(await open(served, place.id)).toBe(202)
  await expect.poll(started).toEqual([JSON.stringify(['--at', `${file}:20:3`, file, '20 {unknown}'])])
})

test('S12 no editor is configured by default, and nothing is opened', async () => {
  const { root } = folders()
  const served = await serve(greeting, { root })
  const [place = expect.fail()] = await failAt(served, `${root}/src/a.ts`)
  expect(await open(served, place.id)).toBe(404)
  const { canOpen }: State = JSON.parse((await served.askAsPage('/__hotseat/state')).text)
  expect(canOpen).toBe(false)
})

async function checkOpening(
  served: Served,
  started: () => readonly string[],
  own: string,
  further: readonly string[],
): Promise<void> {
  const [first = expect.fail(), ...others] = await failAt(served, own)
  expect(others).toHaveLength(further.length)
  for (const { id, file } of others) expect([file, await open(served, id)]).toEqual([file, 404])
  for (const id of [own, 'src/a.ts', '', null, 1, {}, ['x'], undefined]) {
    expect([id, await open(served, id)]).toEqual([id, 404])
  }
  // It comes after all that should not have been started.
  expect(await open(served, first.id)).toBe(202)
  await expect.poll(started).toHaveLength(1)
}

const fast = { ...limits, mutations: Infinity }

function strangeToOpen(): { readonly root: string; readonly files: readonly string[] } {
  const both = folders()
  const named = ['-rf.ts', '+42.ts'].map((name) => `${both.root}/src/${name}`)
  for (const file of named) writeFileSync(file, '')
  return { root: both.root, files: [...strange(both), ...named, '//server/share/a.ts', '\\\\server\\share\\a.ts'] }
}

test('S12 what is elsewhere, or looks like an option, is not opened', async () => {
  const { root, files } = strangeToOpen()
  const { editor, started } = editorWriting(temporaryFolder())
  const served = await serve(greeting, { root, editor, ...passing(...files), without: { limits: fast } })
  await checkOpening(served, started, `${root}/src/a.ts`, files)
})

test('S12 an opener that takes every file, or every name, is caught', async () => {
  const { root, files } = strangeToOpen()
  for (const without of [{ insideOf: (_: readonly string[], path: string) => path }, { mayBeOpened: () => true }]) {
    const { editor, started } = editorWriting(temporaryFolder())
    const served = await serve(greeting, { root, editor, ...passing(...files), without: { limits: fast, ...without } })
    await expect(checkOpening(served, started, `${root}/src/a.ts`, files)).rejects.toThrow('deeply equal')
  }
})

test('an editor that cannot be started is told of, by its command', async () => {
  const { root } = folders()
  const served = await serve(greeting, { root, editor: ['no-such-editor', '{file}'] })
  const [place = expect.fail()] = await failAt(served, `${root}/src/a.ts`)
  expect(await open(served, place.id)).toBe(202)
  await expect
    .poll(() => served.reported.map(({ code, message }) => [code, message]))
    .toEqual([['HOTSEAT_EDITOR_FAILED', expect.stringContaining('no-such-editor')]])
})

test('an editor that is not known is refused, with those that are', async () => {
  for (const editor of [['']] as const) {
    await expect(serve(greeting, { editor })).rejects.toThrow('code, cursor')
  }
})
