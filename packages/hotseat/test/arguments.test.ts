import { expect, test, vi } from 'vitest'
import { parseArguments } from '../src/cli/arguments.ts'
import { thrownBy } from './thrown.ts'

const parse = (...words: readonly string[]) => parseArguments(['node', 'hotseat', ...words], '1.2.3')

const nothing = {
  entry: undefined,
  port: undefined,
  host: undefined,
  config: undefined,
  freshness: undefined,
  json: false,
}

test('what is not given is undefined, so that config and environment may decide', () => {
  expect(parse('dev')).toEqual({ kind: 'dev', flags: nothing })
})

test('entry and options are taken as they were typed', () => {
  expect(parse('dev', 'src/app.ts', '--port', '3000', '--host', '0.0.0.0', '--freshness=hold')).toEqual({
    kind: 'dev',
    flags: { ...nothing, entry: 'src/app.ts', port: '3000', host: '0.0.0.0', freshness: 'hold' },
  })
  expect(parse('dev', '--no-devtools')).toEqual({ kind: 'dev', flags: { ...nothing, devtools: false } })
  expect(parse('dev', '--config', 'other.config.ts')).toMatchObject({ flags: { config: 'other.config.ts' } })
})

test('without --compare the doctor explains', () => {
  const none = { entry: undefined, config: undefined, port: undefined, json: false }
  expect(parse('doctor')).toEqual({ kind: 'doctor', flags: none })
  expect(parse('doctor', 'src/main.ts', '--json', '--port', '3000')).toEqual({
    kind: 'doctor',
    flags: { ...none, entry: 'src/main.ts', json: true, port: '3000' },
  })
})

test('what the doctor is to compare is taken as it was typed', () => {
  const none = { entry: undefined, config: undefined, native: undefined, paths: [], json: false }
  expect(parse('doctor', '--compare')).toEqual({ kind: 'compare', flags: none })
  expect(parse('doctor', '--compare', 'src/main.ts', '--path', '/a', '--native', 'tsx src/main.ts', '--json')).toEqual({
    kind: 'compare',
    flags: { ...none, entry: 'src/main.ts', paths: ['/a'], native: 'tsx src/main.ts', json: true },
  })
  expect(parse('doctor', '--compare', '--path', '/a', '--path', '/b')).toMatchObject({ flags: { paths: ['/a', '/b'] } })
})

test.each([
  [['deploy'], 'Unknown command `deploy`'],
  [['dev', '--prot', '3000'], 'Unknown option `--prot`'],
  [['--prot'], 'Unknown option `--prot`'],
  [['dev', '--port'], 'value is missing'],
  [['dev', '--port', '1', '--port', '2'], 'Option `--port` takes one value'],
  [['doctor', '--path', '/a'], 'Option `--path` goes with `--compare`'],
  [['doctor', '--compare', '--path', 'health'], 'Option `--path` starts with a slash, unlike "health"'],
  [['doctor', '--compare', '--native'], 'value is missing'],
  [['dev', 'a.ts', 'b.ts'], 'Unused args: `b.ts`'],
])('%j is not understood, and the message says why', async (words, message) => {
  const error = await thrownBy(() => parse(...words))
  expect(error.code).toBe('HOTSEAT_USAGE')
  expect(error.message).toContain(message)
  expect(error.message).toContain('hotseat --help')
})

test.each([
  [['--help'], 'Commands:'],
  [[], 'Commands:'],
  [['dev', '--help'], '--freshness <policy>'],
  [['dev', '--help'], '$ hotseat dev src/main.ts --port 3000'],
  [['dev', '--help'], 'and there is no inspector\n'],
  [['init', '--help'], '$ hotseat init '],
  [['doctor', '--help'], '$ hotseat doctor --compare src/main.ts --path /health'],
  [['completion', '--help'], '$ hotseat completion bash >> ~/.bashrc'],
  [['--version'], 'hotseat/1.2.3'],
])('%j is answered on the spot', (words, text) => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => undefined)
  try {
    expect(parse(...words)).toEqual({ kind: 'answered' })
    expect(info.mock.calls.flat().join('\n')).toContain(text)
  } finally {
    info.mockRestore()
  }
})
