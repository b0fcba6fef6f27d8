import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { run } from 'demos/process'
import { expect, test } from 'vitest'
import { project, write } from './project.ts'

const bin = join(import.meta.dirname, '../src/bin.ts')
const installed = join(import.meta.dirname, '../node_modules/@opentelemetry')

/** An application without a library, whose SDK is preloaded and writes the spans to a file. */
const files = {
  'package.json': '{ "type": "module" }',
  'hotseat.config.mjs': `
    const scope = { api: {}, dispose: async () => undefined }
    export default {
      container: { name: 'none', create: async () => ({ ...scope, createScope: () => scope }) },
      server: { name: 'plain', mount: async (app) => ({ handle: app }) },
    }`,
  'tracing.mjs': `
    import { appendFileSync } from 'node:fs'
    import { trace } from '${pathToFileURL(join(installed, 'api')).href}/dist/index.mjs'
    import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
    const exporter = {
      export(spans, done) {
        for (const { name, attributes } of spans) appendFileSync('.spans', JSON.stringify({ name, attributes }) + '\\n')
        done({ code: 0 })
      },
      shutdown: async () => undefined,
    }
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }))`,
  'src/app.ts': `export default () => (_: unknown, response: { end(text: string): void }) => response.end('one')`,
}

/** The application, and what it has of OpenTelemetry. */
function application(packages: readonly string[], own: Readonly<Record<string, string>> = {}): string {
  const root = project({ ...files, ...own })
  mkdirSync(join(root, 'node_modules/@opentelemetry'), { recursive: true })
  for (const name of packages) symlinkSync(join(installed, name), join(root, 'node_modules/@opentelemetry', name))
  return root
}

/** @throws unless `hotseat dev` tells the SDK of the application of the first build, and of a save */
async function checkTraced(root: string): Promise<void> {
  const dev = run(root, ['--import', './tracing.mjs', bin, 'dev'])
  const [, url = ''] = await dev.printed(/serves (http:\S+)/)
  await dev.printed(/generation 1 in/)
  write(root, { 'src/app.ts': files['src/app.ts'].replace('one', 'two') })
  await dev.printed(/generation 2 in/)
  expect(await (await fetch(url)).text()).toBe('two')
  dev.signal('SIGTERM')
  expect(await dev.exited).toBe(0)
  const lines = existsSync(join(root, '.spans')) ? readFileSync(join(root, '.spans'), 'utf8').trim().split('\n') : []
  const spans = lines.map((line): { name: string; attributes: Record<string, unknown> } => JSON.parse(line))
  const generationsOf = (name: string) =>
    spans.filter((span) => span.name === name).map(({ attributes }) => attributes['hotseat.generation.number'])
  expect(generationsOf('hotseat.reload'), 'the reloads were not told of').toEqual([1, 2])
  expect(generationsOf('hotseat.dispose')).toEqual([1, 2])
}

test('the SDK of an application that has one is told of its reloads', () =>
  checkTraced(application(['api', 'sdk-trace'])))

test('an application whose API is broken is served, and is seen not to be told', async () => {
  const broken = { 'node_modules/@opentelemetry/api/package.json': '{ "main": "index.js" }' }
  const root = application(['sdk-trace'], {
    ...broken,
    'node_modules/@opentelemetry/api/index.js': `throw new Error('this copy is broken')`,
  })
  await expect(checkTraced(root)).rejects.toThrow('the reloads were not told of')
})
