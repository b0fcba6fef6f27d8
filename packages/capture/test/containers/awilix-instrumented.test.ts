import { registerHooks } from 'node:module'
import { expect, test } from 'vitest'
import { run } from './running.ts'

// As import-in-the-middle does, by which OpenTelemetry instruments packages: what is imported is a module of a URL with a
// query, which imports the real one.
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    const isReal = context.parentURL?.includes('?instrumented') === true
    return isReal || !resolved.url.includes('/awilix/')
      ? resolved
      : { ...resolved, url: `${resolved.url}?instrumented` }
  },
  load(url, context, next) {
    if (!url.endsWith('?instrumented')) return next(url, context)
    const source = `export * from ${JSON.stringify(url.replace('?instrumented', ''))}`
    return { format: 'module', source, shortCircuit: true }
  },
})

test('awilix: a container is found and disposed where a loader hook stands in for the package as well', async () => {
  const { told, failed, get, reload } = await run(['awilix'], {
    'main.ts': `
      import { createServer } from 'node:http'
      import { asFunction, createContainer } from 'awilix'
      const container = createContainer()
      container.register('word', asFunction(() => 'word').singleton().disposer((word) => tell(word, 'disposed')))
      createServer((_, response) => response.end(container.cradle.word)).listen(3000)
    `,
  })
  expect(await get()).toBe('word')
  await reload()
  expect(told()).toEqual(['word disposed'])
  expect(failed).toEqual([])
})
