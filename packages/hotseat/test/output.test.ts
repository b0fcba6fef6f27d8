import { HotseatError, type ReloaderEvents } from '@hotseat/core'
import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import { banner, building, cutOff, swapped } from '../src/output/format.ts'
import { refused } from '../src/output/format-changes.ts'
import { buildFailed, disposeFailed, fatal, strayError } from '../src/output/format-errors.ts'
import type { DevEvent } from '../src/output/events.ts'
import { shownChange } from '../src/output/paths.ts'
import { reportToPeople } from '../src/output/report.ts'
import { milliseconds, type Style } from '../src/output/style.ts'
import { createLiveTerminal, createTerminal, type Streams } from '../src/output/terminal.ts'

const style: Style = {
  colors: picocolors.createColors(false),
  cwd: '/home/me/app',
  links: false,
  now: new Date(2026, 0, 2, 12, 4, 5),
}

const swap: ReloaderEvents['swap'] = {
  generation: 2,
  retired: 1,
  reason: 'change',
  paths: ['/home/me/app/src/greeter.ts'],
  phases: {},
  total: 14.2,
  modules: { instantiated: 1, carried: 7 },
}

const error = new HotseatError({
  code: 'HOTSEAT_LOADER_SYNTAX',
  message: 'Expected `,`',
  location: { file: '/home/me/app/src/greeter.ts', line: 3, column: 14, frame: '  2 | a\n> 3 | b\n    | ^' },
})

test('a reload is one line: what changed, generation, milliseconds, what was new', () => {
  expect(swapped(swap, swap.paths, false, style)).toBe(
    '12:04:05 src/greeter.ts changed → generation 2 in 14 ms (1 new, 7 carried)',
  )
})

test('the first generation counts its modules, a mended one says so, a reload by hand has no cause', () => {
  const first = { ...swap, generation: 1, retired: undefined, paths: [], modules: { instantiated: 8, carried: 0 } }
  expect(swapped(first, [], false, style)).toBe('12:04:05 generation 1 in 14 ms (8 modules)')
  expect(swapped(swap, swap.paths, true, style)).toMatch(/\(1 new, 7 carried\), mended$/)
  expect(swapped(swap, [], false, style)).toBe('12:04:05 generation 2 in 14 ms (1 new, 7 carried)')
})

test('many changes are the first by name and a number', () => {
  const paths = ['b.ts', 'a.ts', 'c.ts'].map((name) => `/home/me/app/${name}`)
  expect(shownChange(paths, style.cwd)).toBe('a.ts and 2 others')
  expect(shownChange(paths.slice(0, 2), style.cwd)).toBe('a.ts and 1 other')
})

test('a failure shows message, place, frame and who keeps serving', () => {
  const event = { generation: 3, reason: 'change', error, answeredBy: 2, phases: {} } as const
  expect(buildFailed(event, { paths: swap.paths, holds: false }, style).split('\n')).toEqual([
    '12:04:05 src/greeter.ts changed → generation 3 failed (HOTSEAT_LOADER_SYNTAX)',
    '  Expected `,`',
    '  src/greeter.ts:3:14',
    '    2 | a',
    '  > 3 | b',
    '      | ^',
    '  generation 2 keeps serving',
  ])
  const alone = { paths: [], holds: false }
  expect(buildFailed({ ...event, answeredBy: undefined }, alone, style)).toContain('nothing serves yet')
  const held = buildFailed(event, { paths: [], holds: true }, style)
  expect(held).toMatch(/requests are answered 503, until a save mends it$/)
})

test('what cannot be done is told in words, with its code', () => {
  const nothing = new HotseatError({ code: 'HOTSEAT_NOTHING_EARLIER', message: 'There is no earlier code' })
  expect(refused(nothing, style)).toBe(
    '12:04:05 that cannot be done (HOTSEAT_NOTHING_EARLIER)\n  There is no earlier code',
  )
})

test('what a retired generation would not let go is named', () => {
  const hung = new HotseatError({ code: 'HOTSEAT_DISPOSE_TIMEOUT', message: 'Mailer had not finished disposing' })
  expect(disposeFailed({ generation: 1, error: hung }, style)).toBe(
    '12:04:05 generation 1 did not let go of everything\n  Mailer had not finished disposing',
  )
  expect(cutOff({ generation: 1, duration: 10_000, forced: 2 }, style)).toBe(
    '12:04:05 generation 1: 2 requests cut off after 10.0 s',
  )
})

test('an error that nothing caught shows its place', () => {
  const stray = new HotseatError({ code: 'HOTSEAT_UNHANDLED_REJECTION', message: 'Error: late' })
  expect(strayError(stray, style)).toContain(
    'the application left a promise rejected, and goes on serving\n  Error: late',
  )
})

test('an error that is no HotseatError keeps its stack', () => {
  expect(fatal(new TypeError('a bug'), style)).toMatch(/^TypeError: a bug\n +at /)
})

test('the banner says where, what and with which adapters', () => {
  const text = banner(
    {
      version: '0.1.0',
      urls: ['http://127.0.0.1:5000'],
      entry: '/home/me/app/src/app.ts',
      config: '/home/me/app/hotseat.config.ts',
      adapters: ['express', 'tsyringe', 'chokidar'],
    },
    style,
  )
  expect(text).toBe(
    'hotseat 0.1.0 serves http://127.0.0.1:5000\n  src/app.ts with express, tsyringe, chokidar, hotseat.config.ts',
  )
})

test('durations read as one says them', () => {
  expect([0.4, 14.5, 999, 1000, 12_345].map(milliseconds)).toEqual(['0 ms', '15 ms', '999 ms', '1.0 s', '12.3 s'])
})

function record(isTTY: boolean, env: Record<string, string> = {}) {
  const written: string[] = []
  const stream = (name: string): Streams['stdout'] => ({
    isTTY,
    on: () => process.stdout,
    write: (text: Uint8Array | string) => written.push(`${name}: ${String(text)}`) > 0,
  })
  const streams = { stdout: stream('out'), stderr: stream('err'), env, cwd: () => style.cwd }
  return { written, streams, terminal: createTerminal(streams, () => style.now) }
}

test('what goes well goes to stdout, what does not to stderr', () => {
  const { written, terminal } = record(false)
  terminal.say(() => 'good')
  terminal.complain(() => 'bad')
  expect(written).toEqual(['out: good\n', 'err: bad\n'])
})

test('there is no colour where there is no terminal, nor where NO_COLOR is set', () => {
  for (const { written, terminal } of [record(false), record(true, { NO_COLOR: '1' })]) {
    terminal.say(({ colors }) => colors.red('plain'))
    expect(written).toEqual(['out: plain\n'])
  }
})

test('a reload by key, and going back, say so', () => {
  expect(swapped({ ...swap, reason: 'reload' }, [], false, style)).toContain('05 reload → generation 2 in')
  expect(swapped({ ...swap, reason: 'back' }, swap.paths, false, style)).toContain(
    'back to earlier code, until the next save → generation 2',
  )
})

test('a build that is under way shows its cause, its phase and how long that takes', () => {
  const progress = { generation: 2, reason: 'change', paths: swap.paths, phase: 'load', time: 120.4 } as const
  expect(building(progress, style)).toMatch(/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] src\/greeter\.ts changed → generation 2: load 120 ms$/)
})

test('a failure tells all that changed since the last swap, and the next swap says that it mends', () => {
  const { written, streams } = record(false)
  const terminal = createLiveTerminal(streams, () => style.now, { lookup: {}, mayReplace: () => true })
  const report = reportToPeople(terminal)
  const events: readonly DevEvent[] = [
    { event: 'change', paths: ['/home/me/app/a.ts'] },
    { event: 'change', paths: ['/home/me/app/b.ts'] },
    { event: 'build-failed', generation: 2, reason: 'change', error, answeredBy: 1, phases: {} },
    { event: 'change', paths: ['/home/me/app/b.ts'] },
    { event: 'swap', ...swap, generation: 3, paths: ['/home/me/app/b.ts'] },
    { event: 'swap', ...swap, generation: 4, paths: ['/home/me/app/b.ts'] },
    { event: 'drained', generation: 1, duration: 5, forced: 0 },
  ]
  for (const event of events) report(event)
  expect(written.map((text) => text.split('\n')[0])).toEqual([
    'err: 12:04:05 a.ts and 1 other changed → generation 2 failed (HOTSEAT_LOADER_SYNTAX)',
    'out: 12:04:05 b.ts changed → generation 3 in 14 ms (1 new, 7 carried), mended',
    'out: 12:04:05 b.ts changed → generation 4 in 14 ms (1 new, 7 carried)',
  ])
})

test('a failure that came again because nothing had been missed is told once; after a save it is told again', () => {
  const { written, streams } = record(false)
  const report = reportToPeople(createLiveTerminal(streams, () => style.now, { lookup: {}, mayReplace: () => true }))
  const failed = (generation: number): DevEvent => ({
    event: 'build-failed',
    generation,
    reason: 'change',
    error,
    answeredBy: 1,
    phases: {},
  })
  report({ event: 'change', paths: ['/home/me/app/a.ts'] })
  for (const generation of [2, 3]) report(failed(generation))
  expect(written.map((text) => /generation \d failed/.exec(text)?.[0])).toEqual(['generation 2 failed'])
  report({ event: 'change', paths: ['/home/me/app/a.ts'] })
  report(failed(4))
  expect(written[1]).toContain('generation 4 failed')
})
