import { expect, test } from 'vitest'
import { write } from '../project.ts'
import { serveOnScreen } from './application.ts'
import type { Screen } from './screen.ts'

/** A module that takes long, and says things meanwhile. */
const slow = (text: string, meanwhile = '', milliseconds = 600): string => `
  ${meanwhile}
  await new Promise((resolve) => setTimeout(resolve, ${milliseconds}))
  export const text: string = '${text}'`

const spinner = /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] src\/text\.ts changed → generation 2: load \d+ ms$/m

/** Everything that stays on the screen: no spinner, no half of a line, nothing twice. */
function checkIsClean(screen: Screen): void {
  const text = screen.text()
  expect(text).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/)
  const seen = screen.lines().filter((line) => line.includes('changed'))
  expect(
    seen.every((line) => /^\d\d:\d\d:\d\d src\/text\.ts changed → generation \d+ in .*\)( ×\d+)?$/.test(line)),
  ).toBe(true)
}

test('a build that takes long is one line that changes in place, and becomes the line that tells of it', async () => {
  const { screen, root } = await serveOnScreen()
  write(root, { 'src/text.ts': slow('two') })
  await screen.shows(spinner)
  const during = screen.lines().length
  await screen.shows('generation 2 in')
  expect(screen.lines()).toHaveLength(during)
  // It moved meanwhile.
  expect(screen.raw().match(/generation 2: load/g)?.length).toBeGreaterThan(2)
  checkIsClean(screen)
})

test('where the last build left no moment for the line, it is there at once', async () => {
  const busy = (text: string): string => `
    const until = performance.now() + 400
    while (performance.now() < until);
    export const text: string = '${text}'`
  const { screen, root } = await serveOnScreen()
  write(root, { 'src/text.ts': busy('two') })
  await screen.shows('generation 2 in')
  write(root, { 'src/text.ts': busy('three') })
  await screen.shows(/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] src\/text\.ts changed → generation 3: load 0 ms$/m)
  await screen.shows('generation 3 in')
  checkIsClean(screen)
})

test('a short one shows no line but the last', async () => {
  const { screen, root } = await serveOnScreen()
  const before = screen.raw().length
  write(root, { 'src/text.ts': slow('two', '', 0) })
  await screen.shows('generation 2 in')
  expect(screen.raw().slice(before)).not.toContain('generation 2: ')
})

test('what the application prints meanwhile stands whole, above the line', async () => {
  const { screen, root } = await serveOnScreen()
  const meanwhile = `
    process.stdout.write('half ')
    const timer = setInterval(() => console.log('out'), 90)
    setTimeout(() => { clearInterval(timer); console.error('to stderr'); process.stdout.write('no end') }, 500)`
  write(root, { 'src/text.ts': slow('two', meanwhile, 900) })
  await screen.shows('generation 2 in')
  const lines = screen.lines()
  expect(lines).toContain('half out')
  expect(lines.filter((line) => line === 'out').length).toBeGreaterThan(1)
  expect(lines).toContain('to stderr')
  expect(lines.at(-2)).toBe('no end')
  checkIsClean(screen)
})

test('a line that is too long is cut off, in a narrower terminal as well', async () => {
  const { screen, root } = await serveOnScreen({}, { columns: 60 })
  write(root, { 'src/text.ts': slow('two', '', 1_500) })
  await screen.shows(spinner)
  screen.resize(30, 30)
  await screen.shows(/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] src\/text\.ts changed → gen\w*$/m)
  screen.resize(100, 30)
  await screen.shows('generation 2 in')
  checkIsClean(screen)
})

test('saves of the same file are one line, with their number, until something else is written', async () => {
  const { screen, root } = await serveOnScreen({
    'src/app.ts': `
      import { text } from './text.ts'
      export default () => (request: { url: string }, response: { end(text: string): void }) => {
        if (request.url === '/log') console.log('asked')
        response.end(text)
      }`,
  })
  const save = async (generation: number): Promise<void> => {
    write(root, { 'src/text.ts': `export const text: string = 'number ${generation}'` })
    await screen.shows(`generation ${generation} in`)
  }
  await save(2)
  const lines = screen.lines().length
  await save(3)
  await save(4)
  expect(screen.lines()).toHaveLength(lines)
  expect(screen.lines().at(-1)).toMatch(/src\/text\.ts changed → generation 4 in .* ×3$/)
  screen.type('l')
  await screen.shows('generation 4 live')
  await save(5)
  expect(screen.text()).toContain('generation 4 in')
  expect(screen.lines().at(-1)).toMatch(/generation 5 in .*\)$/)
  checkIsClean(screen)
})

test('NO_COLOR: no colours, and still one line', async () => {
  const { screen, root } = await serveOnScreen({}, { env: { NO_COLOR: '1' } })
  write(root, { 'src/text.ts': slow('two') })
  await screen.shows(spinner)
  await screen.shows('generation 2 in')
  // Moving the cursor is no colour.
  expect(screen.raw().replaceAll(/\p{Cc}\[\??\d*[AKJhl]/gu, '')).not.toContain('\u001B')
  checkIsClean(screen)
})

test.each([
  ['in CI', { CI: 'true' }],
  ['in a terminal that can do nothing', { TERM: 'dumb' }],
])('%s each event is a plain line, and nothing moves', async (_, env) => {
  const { screen, root } = await serveOnScreen({}, { env: { NO_COLOR: '1', ...env } })
  write(root, { 'src/text.ts': slow('two') })
  await screen.shows('generation 2 in')
  expect(screen.raw()).not.toContain('\u001B')
  checkIsClean(screen)
})
