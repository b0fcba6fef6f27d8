import headless from '@xterm/headless'
import { expect, test } from 'vitest'
import { createLiveLine, type LiveLine, type ScreenStream } from '../src/output/live-line.ts'

/** A terminal without a process, and a stream into it. */
function screen(columns = 40) {
  const terminal = new headless.Terminal({ cols: columns, rows: 20, allowProposedApi: true, convertEol: true })
  const stream = {
    columns,
    write(text: Uint8Array | string): boolean {
      terminal.write(text)
      return true
    },
  }
  const lines = async (): Promise<string[]> => {
    await new Promise<void>((resolve) => terminal.write('', resolve))
    const { active } = terminal.buffer
    const all = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '')
    return all.slice(0, all.findLastIndex((line) => line !== '') + 1)
  }
  const resize = (next: number): void => {
    terminal.resize(next, 20)
    stream.columns = next
  }
  return { stream, lines, resize }
}

type Make = (streams: readonly [ScreenStream, ...ScreenStream[]]) => LiveLine

async function checkKeepsWhatOthersWrite(make: Make): Promise<void> {
  const { stream, lines } = screen()
  const line = make([stream])
  line.show('working: 1')
  stream.write('from elsewhere\n')
  line.show('working: 2')
  stream.write('half')
  line.show('working: 3')
  line.print(stream, 'done')
  expect(await lines()).toEqual(['from elsewhere', 'half', 'done'])
}

test('what others write stands above the line, whole', async () => {
  await checkKeepsWhatOthersWrite(createLiveLine)
})

test('a line that does not look at what others write is caught', async () => {
  const blind: Make = ([stream]) => createLiveLine([{ ...stream, write: stream.write.bind(stream) }])
  await expect(checkKeepsWhatOthersWrite(blind)).rejects.toThrow('to deeply equal')
})

test('the line shows one thing at a time, cut off where the terminal ends, and goes without a trace', async () => {
  const { stream, lines } = screen(10)
  const line = createLiveLine([stream])
  line.show('a long text that does not fit')
  expect(await lines()).toEqual(['a long te'])
  line.show('short')
  expect(await lines()).toEqual(['short'])
  line.clear()
  expect(await lines()).toEqual([])
})

test('in a terminal that became narrower all of its rows go', async () => {
  const { stream, lines, resize } = screen(40)
  const line = createLiveLine([stream])
  stream.write('before\n')
  line.show('0123456789012345678901234567890123')
  resize(12)
  line.print(stream, 'after')
  expect(await lines()).toEqual(['before', 'after'])
})

test('a printed line is replaced only as long as nothing else has been written', async () => {
  const { stream, lines } = screen()
  const line = createLiveLine([stream])
  const first = line.print(stream, 'one')
  expect(line.replace(stream, 'two', first)).toBe(true)
  expect(line.replace(stream, 'three', first)).toBe(true)
  stream.write('other\n')
  expect(line.replace(stream, 'four', first)).toBe(false)
  const last = line.print(stream, 'five')
  expect(line.replace(stream, 'x'.repeat(50), last)).toBe(false)
  expect(await lines()).toEqual(['three', 'other', 'five'])
})

test('colours at the end of a line do not hide that it has ended', async () => {
  const { stream, lines } = screen()
  const line = createLiveLine([stream])
  stream.write('red\n\u001B[39m')
  line.show('working')
  expect(await lines()).toEqual(['red', 'working'])
})

test('of a long text only the end is looked at: escape sequences without an end would hold the application up', () => {
  const stream = { columns: 40, write: () => true }
  createLiveLine([stream])
  const write: (text: string) => unknown = stream.write
  const begun = performance.now()
  write('\u001B]8;;'.repeat(20_000))
  // A second, were all of it looked at.
  expect(performance.now() - begun).toBeLessThan(100)
})

test('at the end the streams are as they were, unless somebody else has changed them since', () => {
  const { stream } = screen()
  const before = Object.getOwnPropertyDescriptor(stream, 'write')
  createLiveLine([stream])[Symbol.dispose]()
  expect(Object.getOwnPropertyDescriptor(stream, 'write')).toEqual(before)
  const line = createLiveLine([stream])
  stream.write = () => true
  const later = Object.getOwnPropertyDescriptor(stream, 'write')
  line[Symbol.dispose]()
  expect(Object.getOwnPropertyDescriptor(stream, 'write')).toEqual(later)
})
