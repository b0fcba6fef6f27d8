import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { project, write } from './project.ts'

const workspace = join(import.meta.dirname, '../../..')
// The tools of a machine, but this Node.
const env = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  NODE_ENV: '',
  PORT: '0',
}
const execute = promisify(execFile)

const files = {
  'package.json': JSON.stringify({
    name: 'outside',
    private: true,
    type: 'module',
    dependencies: { express: '^5', 'reflect-metadata': '*', tsyringe: '^4' },
  }),
  'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
  'hotseat.config.ts': `
    import { defineConfig, type HotseatConfig } from 'hotseat'
    const config: HotseatConfig = { freshness: 'serve' }
    export default defineConfig(config)
  `,
  'src/greeter.ts': `
    import { injectable } from 'tsyringe'
    @injectable() export class Words { hello = 'Hello from outside, Version 1!' }
    @injectable() export class Greeter { constructor(readonly words: Words) {} }
  `,
  'src/app.ts': `
    import 'reflect-metadata'
    import express from 'express'
    import type { DependencyContainer } from 'tsyringe'
    import { Greeter } from './greeter'
    export default function createApp(container: DependencyContainer) {
      const app = express()
      app.get('/', (_, response) => void response.send(container.resolve(Greeter).words.hello))
      return app
    }
  `,
}

/** A project outside of the workspace, in which npm has installed the packages as they would be published. */
async function outside(): Promise<string> {
  const tarballs = project()
  await execute('tsc', ['-b', ...readdirSync(join(workspace, 'packages')).map((name) => `packages/${name}`)], {
    cwd: workspace,
    env,
  })
  await execute('npx', ['-y', 'pnpm@12', '--filter', './packages/*', 'pack', '--pack-destination', tarballs], {
    cwd: workspace,
    env,
  })
  const root = project(files)
  const packed = readdirSync(tarballs).map((name) => join(tarballs, name))
  await execute('npm', ['install', '--no-audit', '--no-fund', '--save-dev', ...packed], { cwd: root, env })
  return root
}

const nodes = ['node22', 'node26'].map((name) => join(workspace, `test/nodes/node_modules/${name}/bin/node`))

test('hotseat dev works in a project outside of the workspace that installs the packed packages with npm, on Node 22, 24 and 26; a change of its config restarts it', async () => {
  const root = await outside()
  for (const node of [process.execPath, ...nodes]) await checkReloads(root, node)
}, 180_000)

async function checkReloads(root: string, node: string): Promise<void> {
  write(root, { 'src/greeter.ts': files['src/greeter.ts'], 'hotseat.config.ts': files['hotseat.config.ts'] })
  const child = spawn(node, [join(root, 'node_modules/hotseat/dist/bin.js'), 'dev'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await expect.poll(() => output, { timeout: 10_000 }).toMatch(/generation 1 in/)
  expect(output).toContain('src/app.ts with express, tsyringe, chokidar, hotseat.config.ts')
  const url = () => [...output.matchAll(/http:\S+/g)].at(-1)?.[0] ?? ''
  const text = async () => await (await fetch(url())).text()
  expect(await text()).toBe('Hello from outside, Version 1!')

  write(root, { 'src/greeter.ts': files['src/greeter.ts'].replace('Version 1', 'Version 2') })
  await expect.poll(text, { timeout: 5_000 }).toBe('Hello from outside, Version 2!')

  write(root, { 'hotseat.config.ts': `${files['hotseat.config.ts']}\n// saved` })
  await expect.poll(() => output, { timeout: 10_000 }).toMatch(/Hotseat restarts[^]*generation 1 in/)
  expect(await text()).toBe('Hello from outside, Version 2!')

  child.kill('SIGINT')
  const [code]: unknown[] = await once(child, 'exit')
  expect(code).toBe(0)
}
