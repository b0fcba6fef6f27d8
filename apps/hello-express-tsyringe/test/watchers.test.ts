import { expect, test } from 'vitest'
import { copyOfHello, serve } from './running.ts'

// Its entry is written for Express and tsyringe: of the adapters only the watcher can be another.
test.each([
  ['chokidar()', '@hotseat/watcher-chokidar'],
  ['parcel()', '@hotseat/watcher-parcel'],
  ['nodeWatcher()', '@hotseat/watcher-node'],
  ['pollingWatcher({ interval: 50 })', '@hotseat/watcher-node'],
])('%s: edit, break, mend, stop', async (watcher, from) => {
  const copy = copyOfHello()
  const name = watcher.replace(/\(.*/, '')
  copy.write(
    'hotseat.config.ts',
    `import { ${name} } from '${from}'
import { defineConfig } from 'hotseat'
export default defineConfig({ watcher: ${watcher} })\n`,
  )
  const hello = await serve(copy)
  expect(await hello.text()).toBe('Hello, Version 1!')

  hello.edit('src/greeter.ts', 'Version 1', 'Version 2')
  await hello.seated(2)
  expect(await hello.text()).toBe('Hello, Version 2!')

  hello.edit('src/greeter.ts', 'export class', 'export klass')
  await hello.printed(/generation \d+ failed[\s\S]*src\/greeter\.ts/)
  expect(await hello.text()).toBe('Hello, Version 2!')

  hello.edit('src/greeter.ts', 'export klass', 'export class')
  hello.edit('src/greeter.ts', 'Version 2', 'Version 3')
  await hello.seated(3)
  await expect.poll(() => hello.text()).toBe('Hello, Version 3!')

  hello.signal('SIGINT')
  expect(await hello.exited, hello.output()).toBe(0)
  expect(hello.output()).toContain('Greeter disposed: Hello, Version 3!')
})
