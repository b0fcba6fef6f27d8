import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { run, type Running } from 'demos/process'
import { expect, onTestFinished, test } from 'vitest'
import { DebuggerClient, type Holding } from '../../loader/test/debugger-client.ts'
import manifest from '../package.json' with { type: 'json' }
import { project, write } from './project.ts'

const documentation = readFileSync(join(import.meta.dirname, '../../../docs/debugging.md'), 'utf8')

const greeter = (version: number): string => `import { injectable } from 'tsyringe'

type Name = string

@injectable()
export class Greeter {
  greet(name: Name): string {
    const greeting: string = 'version ${version} greets ' + name
    return greeting
  }
}
`

const files = {
  'package.json': JSON.stringify({
    type: 'module',
    dependencies: { express: '*', tsyringe: '*', 'reflect-metadata': '*' },
  }),
  'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
  'src/greeter.ts': greeter(1),
  'src/app.ts': `import 'reflect-metadata'
import express from 'express'
import type { DependencyContainer } from 'tsyringe'
import { Greeter } from './greeter.ts'

export default function createApp(container: DependencyContainer) {
  const app = express()
  app.get('/', (_, response) => void response.send(container.resolve(Greeter).greet('you')))
  return app
}
`,
}

/** An application that has Hotseat installed; what npm would have built is this source. */
function application(): string {
  const root = project(files)
  const packages = join(import.meta.dirname, '../node_modules')
  mkdirSync(join(root, 'node_modules/hotseat/dist'), { recursive: true })
  for (const name of readdirSync(packages)) symlinkSync(join(packages, name), join(root, 'node_modules', name))
  const source = pathToFileURL(join(import.meta.dirname, '../src/bin.ts')).href
  expect(manifest.publishConfig.bin.hotseat).toBe('./dist/bin.js')
  writeFileSync(join(root, 'node_modules/hotseat/package.json'), '{ "type": "module" }')
  writeFileSync(join(root, 'node_modules/hotseat/dist/bin.js'), `import '${source}'`)
  return root
}

interface Debugged {
  readonly root: string
  readonly process: Running
  readonly client: DebuggerClient
}

/** Attaches to a process as soon as its inspector listens. */
async function attach(root: string, started: Running, holding: Holding): Promise<Debugged> {
  const [, url = ''] = await started.printed(/Debugger listening on (ws:\S+)/)
  const client = await DebuggerClient.attach(url, holding)
  onTestFinished(() => client[Symbol.dispose]())
  return { root, process: started, client }
}

/** @throws unless a request stops at the line of the TypeScript, in the generation that serves, and then is answered */
async function checkStop({ root, process: started, client }: Debugged, version: number): Promise<void> {
  const [, url = ''] = await started.printed(/serves (http:\S+)/)
  await started.printed(/generation \d+ in/, version)
  const path = join(root, 'src/greeter.ts')
  const lines = greeter(version).split('\n')
  const line = lines.findIndex((text) => text.includes('return greeting')) + 1
  await client.breakAt(path, line)
  const answer = fetch(url).then(async (response) => await response.text())
  const { frames } = await Promise.race([client.nextPause(), answer.then((text) => expect.fail(`no stop: ${text}`))])
  const [top, caller] = frames
  expect(top).toMatchObject({
    functionName: 'greet',
    url: pathToFileURL(path).href,
    line,
    text: '    return greeting',
  })
  const local = top?.scopes.find(({ type }) => type === 'local')
  const greeting = `version ${version} greets you`
  expect(await client.variables(local)).toMatchObject({ name: 'you', greeting })
  expect(caller).toMatchObject({ url: pathToFileURL(join(root, 'src/app.ts')).href, line: 8 })
  await client.resume()
  expect(await answer).toBe(greeting)
}

/**
 * @param loading is called when a generation is about to be made
 * @throws unless there are stops before and after a save
 */
async function checkDebugged(debugged: Debugged, loading?: () => Promise<void>): Promise<void> {
  await loading?.()
  await checkStop(debugged, 1)
  write(debugged.root, { 'src/greeter.ts': greeter(2) })
  await loading?.()
  await checkStop(debugged, 2)
}

/** A configuration of the launch.json in the documentation, for the application in this folder. */
function configuration(name: string, root: string) {
  const [, text = ''] = /```json\n(.*?)```/s.exec(documentation) ?? []
  const { configurations }: { configurations: Readonly<Record<string, unknown>>[] } = JSON.parse(
    text.replaceAll('${workspaceFolder}', root),
  )
  const found = configurations.find((each) => each['name'] === name) ?? expect.fail(`there is no ${name}`)
  expect(found).toMatchObject({ type: 'node', skipFiles: ['<node_internals>/**', '**/node_modules/**'] })
  return found
}

/** Does what VS Code does: the program opens its inspector as it starts, and waits to be told to go on. */
async function launch(root: string): Promise<Debugged> {
  const { request, program, args, cwd } = configuration('hotseat dev', root)
  expect({ request, cwd }).toEqual({ request: 'launch', cwd: root })
  const wait = join(root, '.wait.cjs')
  writeFileSync(wait, `require('node:inspector').open(0, '127.0.0.1', true)`)
  const words = Array.isArray(args) ? args.map(String) : []
  const started = run(root, [String(program), ...words], { NODE_OPTIONS: `--require ${wait}` })
  return await attach(root, started, 'at the first line')
}

test('VS Code: what launch.json starts stops in the TypeScript, as it is loaded and later, before and after a save', async () => {
  const debugged = await launch(application())
  const { root, client } = debugged
  const text = 'export class Greeter {'
  const line = greeter(1).split('\n').indexOf(text) + 1
  await client.breakAt(join(root, 'src/greeter.ts'), line)
  await client.send('Runtime.runIfWaitingForDebugger')
  await checkDebugged(debugged, async () => {
    expect((await client.nextPause()).frames[0]).toMatchObject({ line, text })
    await client.resume()
  })
})

/** The command of the documentation, with a port that is free in the place of Node's own. */
function command(): readonly string[] {
  const [, words = ''] = /^node (--inspect .*)$/m.exec(documentation) ?? []
  return words.replace('--inspect', '--inspect=127.0.0.1:0').split(' ')
}

test('VS Code: what was started with --inspect stops in the TypeScript, before and after a save', async () => {
  const root = application()
  expect(configuration('attach to hotseat dev', root)).toMatchObject({ request: 'attach', port: 9229, restart: true })
  await checkDebugged(await attach(root, run(root, command()), 'at the first line'))
})

/** Does what VS Code does with a process that was picked. */
async function pick(): Promise<Debugged> {
  const root = application()
  expect(configuration('attach to a process', root)).toMatchObject({ processId: '${command:PickProcess}' })
  const started = run(root, command().slice(1), { NODE_OPTIONS: '--inspect-port=127.0.0.1:0' })
  await started.printed(/generation 1 in/)
  started.signal('SIGUSR1')
  return await attach(root, started, 'at the first line')
}

test('VS Code: a process that is picked stops in the TypeScript from the next save on', async () => {
  const debugged = await pick()
  write(debugged.root, { 'src/greeter.ts': greeter(2) })
  await checkStop(debugged, 2)
})

test('a process that is picked has no maps before the next save, which is caught', async () => {
  await expect(checkStop(await pick(), 1)).rejects.toThrow('no stop')
})

test('WebStorm: what is started so stops in the TypeScript, before and after a save', async () => {
  const field = (name: string): string =>
    new RegExp(`^\\| ${name} *\\| \`([^\`]+)\``, 'm').exec(documentation)?.[1] ?? expect.fail(`there is no ${name}`)
  const root = application()
  const args = ['--inspect-brk=127.0.0.1:0', field('File'), field('Application parameters')]
  const debugged = await attach(root, run(root, args), 'before scripts with maps')
  await debugged.client.start()
  await checkDebugged(debugged)
})
