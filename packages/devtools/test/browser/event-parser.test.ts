import { expect, test } from 'vitest'
import { inChromium, type BrowseOptions } from './browsing.ts'
import { stage } from './stage.ts'

const browse = inChromium()

/** A stream as a server may send it: every end of line, comments, fields that nobody asked for, several lines of data. */
const stream = [
  'event: state\ndata: {"a":1}\n\n',
  ': still here\n\n',
  'event: timeline\r\ndata: first\r\ndata:second\r\nid: 7\r\nretry: 10\r\n\r\n',
  'data\n\n',
  'event: nothing\n\n',
  'event: state\rdata:  ü𝄞 with a space\r\r',
  'data: : colon\n\n',
  'event: cut off\ndata: never ended',
].join('')

const events = [
  ['state', '{"a":1}'],
  ['timeline', 'first\nsecond'],
  ['message', ''],
  ['state', ' ü𝄞 with a space'],
  ['message', ': colon'],
]

async function checkParsed(options: BrowseOptions = {}): Promise<void> {
  await using app = await stage()
  const { page } = await browse(options)
  await page.goto(app.url)
  const seed = Date.now() % 2 ** 31
  const outcomes = await page.evaluate(`import('/__hotseat/assets/shared/event-parser.js').then(({ eventParser }) => {
    let state = ${seed}
    const random = () => (state = (state * 48271 + 1) % 2147483647) / 2147483647
    const stream = ${JSON.stringify(stream)}
    return Array.from({ length: 500 }, (_, round) => {
      const events = []
      const parse = eventParser((...event) => events.push(event))
      for (let at = 0; at < stream.length; ) {
        const end = round === 0 ? stream.length : round === 1 ? at + 1 : at + Math.ceil(random() * 12)
        parse(stream.slice(at, end))
        at = end
      }
      return JSON.stringify(events)
    })
  })`)
  expect(new Set(Array.isArray(outcomes) ? outcomes : []), `seed ${seed}`).toEqual(new Set([JSON.stringify(events)]))
}

test('a stream is parsed alike, wherever it is cut', async () => {
  await checkParsed()
})

test('planted bug: a parser that takes a cut within an end of line for two of them is caught', async () => {
  const plant = { asset: 'shared/event-parser.js', from: '\\r(?!$)', to: '\\r' }
  await expect(checkParsed({ plant })).rejects.toThrow('seed')
})
