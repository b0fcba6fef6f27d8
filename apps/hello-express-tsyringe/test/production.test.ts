import { join } from 'node:path'
import { createRequire } from 'node:module'
import { run } from 'demos/process'
import { expect, test } from 'vitest'
import { copyOfHello } from './running.ts'

const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc')

test('the very same application runs in production, built by tsc, without Hotseat', async () => {
  const copy = copyOfHello()
  // The compiler looks for types beside the sources.
  copy.write(
    'tsconfig.here.json',
    JSON.stringify({
      extends: './tsconfig.json',
      compilerOptions: { typeRoots: [join(import.meta.dirname, '../node_modules/@types')] },
    }),
  )
  const built = run(copy.root, [tsc, '-p', 'tsconfig.here.json'])
  expect(await built.exited, built.output()).toBe(0)

  copy.edit('dist/main.js', 'console.log(`Listening', 'console.log(server.address(), `Listening')
  const main = run(copy.root, ['dist/main.js'], { NODE_ENV: 'production' })
  const [, port] = await main.printed(/port: (\d+)/)
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('Hello, Version 1!')
  main.signal('SIGTERM')
  expect(await main.exited).toBe(0)
  expect(main.output()).toContain('Greeter disposed: Hello, Version 1!')
})
