import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { DiskCache } from '../src/cache/disk-cache.ts'
import { encodePack, Pack, type Parts } from '../src/cache/pack.ts'
import { loader } from '../src/index.ts'
import { call, project } from './project.ts'

const fixture = join(import.meta.dirname, 'fixtures', 'load-with-cache.ts')

const parts = (...texts: string[]): Parts => texts.map((text) => Buffer.from(text))
const textsOf = (entry: Parts | undefined): string[] | undefined => entry?.map((part) => Buffer.from(part).toString())
const packOf = (entries: Record<string, Parts>): Buffer => Buffer.concat(encodePack(new Map(Object.entries(entries))))

async function untilThere(folder: string): Promise<string> {
  for (;;) {
    const [name] = existsSync(folder) ? readdirSync(folder).filter((each) => each.endsWith('.pack')) : []
    if (name !== undefined) return join(folder, name)
    await setTimeout(20)
  }
}

/** @throws unless every cut and every flipped byte leads to the entry as it was, or to none */
function checkDamage(open: (bytes: Buffer) => { get(key: string): Parts | undefined }): void {
  const bytes = packOf({ a: parts('{}', 'the text of a', 'code'), b: parts('{}', 'b', '') })
  const check = (damaged: Buffer): void => {
    const found = textsOf(open(damaged).get('a'))
    expect([undefined, ['{}', 'the text of a', 'code']]).toContainEqual(found)
  }
  for (let at = 0; at < bytes.length; at += 1) {
    check(bytes.subarray(0, at))
    const flipped = Buffer.from(bytes)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    check(flipped)
  }
}

test('L12 whatever is cut or damaged in a pack is not found', () => {
  checkDamage((bytes) => new Pack(bytes))
})

test('L12 the check catches a cache without a checksum', () => {
  const careless = (bytes: Buffer): { get(key: string): Parts | undefined } => ({
    get() {
      const at = bytes.indexOf('{}the text')
      return at === -1
        ? undefined
        : [bytes.subarray(at, at + 2), bytes.subarray(at + 2, at + 15), bytes.subarray(at + 15, at + 19)]
    },
  })
  expect(() => checkDamage(careless)).toThrow('deep equal')
})

const files = {
  'node_modules/.keep': '',
  'src/app.ts': `import { text } from './text'; export const seen = () => text`,
  'src/text.ts': `export const text: string = 'one'`,
}

test('L1 L12 what an earlier process compiled is used, and damage is compiled again and mended', async () => {
  const { load, path, root } = project(files)
  expect(call(await load(), 'seen')).toBe('one')
  const pack = await untilThere(path('node_modules/.cache/hotseat'))
  const bytes = readFileSync(pack)
  // What the text says now tells where it came from.
  const marked = new Pack(bytes)
  const entries = [...marked.keys].map((key): [string, Parts] => {
    const [description, text, code] = marked.get(key) ?? []
    const changed = Buffer.from(
      Buffer.from(text ?? [])
        .toString()
        .replace('one', 'two'),
    )
    return [
      key,
      [
        description ?? Buffer.alloc(0),
        changed,
        changed.equals(text ?? Buffer.alloc(0)) ? (code ?? Buffer.alloc(0)) : Buffer.from('none'),
      ],
    ]
  })
  const inNextProcess = async (): Promise<unknown> =>
    call(
      await loader().load(join(root, 'src/app.ts'), {
        generation: 1,
        signal: new AbortController().signal,
        perGeneration: [],
        files: {
          read: (file) => ({ text: readFileSync(file, 'utf8'), hash: hashOf(file) }),
          hash: (file) => hashOf(file),
        },
      }),
      'seen',
    )
  const { contentHash } = await import('@hotseat/core')
  const hashOf = (file: string): string => contentHash(readFileSync(file))
  writeFileSync(pack, Buffer.concat(encodePack(new Map(entries))))
  const { ino } = statSync(pack)
  expect(await inNextProcess()).toBe('two')
  // What it makes of the code that was no code goes to the disk, too: later it could undo what the next one writes.
  while (statSync(pack).ino === ino) await setTimeout(20)
  // Half of it was written.
  writeFileSync(pack, bytes.subarray(0, bytes.length / 2))
  expect(await inNextProcess()).toBe('one')
  while (readFileSync(pack).length < bytes.length / 2 + 1) await setTimeout(20)
  expect([...new Pack(readFileSync(pack)).keys]).toHaveLength(2)
})

/** @throws unless an option that changes the outcome leads to another entry */
async function checkOptions(tsconfig: (defineFields: boolean) => string): Promise<void> {
  const source = {
    ...files,
    'src/text.ts': `class A { a?: string; has() { return 'a' in this } } export const text = String(new A().has())`,
  }
  const { load, path, write } = project({ ...source, 'tsconfig.json': tsconfig(true) })
  expect(call(await load(), 'seen')).toBe('true')
  await untilThere(path('node_modules/.cache/hotseat'))
  write({ 'tsconfig.json': tsconfig(false) })
  expect(call(await load(), 'seen')).toBe('false')
}

test('L12 other options are other entries', async () => {
  await checkOptions((defineFields) => JSON.stringify({ compilerOptions: { useDefineForClassFields: defineFields } }))
})

test('L12 the check catches options that do not count', async () => {
  await expect(checkOptions(() => '{ "compilerOptions": { "useDefineForClassFields": true } }')).rejects.toThrow(
    "'false'",
  )
})

/** @throws unless whoever reads while others write finds a whole pack, again and again */
async function checkConcurrent(
  folder: string,
  write: (file: string, round: number) => Promise<unknown>,
): Promise<void> {
  const file = join(folder, 'cache', 'app.pack')
  mkdirSync(join(folder, 'cache'))
  writeFileSync(file, packOf({ first: parts('{}', 'x'.repeat(500_000)) }))
  let isWriting = true
  const writing = Promise.all([1, 2, 3].map((round) => write(file, round))).finally(() => {
    isWriting = false
  })
  while (isWriting) {
    expect([...new Pack(readFileSync(file)).keys]).not.toEqual([])
    await setTimeout(0)
  }
  await writing
}

test('L12 a pack is replaced as a whole while other processes read and write it', async () => {
  const { root } = project(files)
  await checkConcurrent(root, async (file, round) => {
    const cache = new DiskCache()
    cache.open(file)
    cache.get(`key ${round}`, 'a.ts')
    cache.put(`key ${round}`, 'a.ts', () => parts('{}', 'y'.repeat(500_000)))
    cache.schedule()
    // Of those who write at the same time one is the last.
    const isWritten = (): boolean => [...new Pack(readFileSync(file)).keys].some((key) => key.startsWith('key'))
    while (!isWritten() || readdirSync(join(root, 'cache')).length > 1) await setTimeout(20)
  })
  expect(readdirSync(join(root, 'cache')).filter((name) => !name.endsWith('.pack'))).toEqual([])
})

test('L12 the check catches a pack that is written in place', async () => {
  const { root } = project(files)
  const inPlace = async (file: string): Promise<void> => {
    const bytes = packOf({ second: parts('{}', 'y') })
    writeFileSync(file, bytes.subarray(0, 10))
    await setTimeout(20)
    writeFileSync(file, bytes)
  }
  await expect(checkConcurrent(root, inPlace)).rejects.toThrow('deeply equal')
  // What is under way ends.
  await setTimeout(50)
})

/** @throws unless processes that load at the same time, some of which are killed, are told what the source says */
async function checkProcesses(fault = 'nothing'): Promise<void> {
  const { path, write } = project(files)
  const load = async (killedAfter?: number): Promise<string> => {
    const run = spawn(process.execPath, ['--no-warnings', fixture, path('src/app.ts'), fault])
    const ended = once(run, 'close')
    const [told] = await once(run.stdout, 'data')
    if (killedAfter !== undefined) {
      await setTimeout(killedAfter)
      run.kill('SIGKILL')
    }
    await ended
    return String(told)
  }
  // It writes half a second after it has loaded: one is killed before, one at that moment.
  for (const [word, killedAfter] of [['one', 400] as const, ['two', 500] as const]) {
    write({ 'src/text.ts': `export const text: string = '${word}'` })
    expect(await Promise.all([load(killedAfter), load(), load()])).toEqual([word, word, word])
  }
  const folder = path('node_modules/.cache/hotseat')
  const [pack = '', ...others] = readdirSync(folder).filter((name) => name.endsWith('.pack'))
  expect(others).toEqual([])
  expect([...new Pack(readFileSync(join(folder, pack))).keys].length).toBeGreaterThanOrEqual(2)
}

test('L12 processes that load, write and are killed at the same time do no harm', { timeout: 120_000 }, async () => {
  await checkProcesses()
})

test('L12 the check catches a cache for which the content does not count', { timeout: 120_000 }, async () => {
  await expect(checkProcesses('content does not count')).rejects.toThrow('deeply equal')
})

test('L12 a folder that cannot be written does no harm', async () => {
  const { load, path } = project({ ...files, 'node_modules/.cache': 'a file' })
  expect(call(await load(), 'seen')).toBe('one')
  await setTimeout(700)
  expect(readFileSync(path('node_modules/.cache'), 'utf8')).toBe('a file')
})

test('without the option nothing is written', async () => {
  const { load, path } = project(files, { loader: loader({ cache: false }) })
  expect(call(await load(), 'seen')).toBe('one')
  await setTimeout(700)
  expect(existsSync(path('node_modules/.cache'))).toBe(false)
})
