import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { Debuggee, type Call, type DebuggeeOptions } from './debuggee.ts'
import { DebuggerClient, type Holding, type Pause } from './debugger-client.ts'
import type { Project } from './project.ts'

/** An application, and a debugger of it. */
export interface Session {
  readonly debuggee: Debuggee
  readonly client: DebuggerClient
}

/** Starts an application under a debugger. */
export async function debug(
  made: Project,
  options: DebuggeeOptions = {},
  holding: Holding = 'at the first line',
): Promise<Session> {
  const debuggee = new Debuggee(made.path('src/app.ts'), { flags: ['--inspect-brk=127.0.0.1:0'], ...options })
  onTestFinished(async () => await debuggee[Symbol.asyncDispose]())
  const client = await DebuggerClient.attach(await debuggee.url, holding)
  onTestFinished(() => client[Symbol.dispose]())
  if (options.flags === undefined) await client.start()
  return { debuggee, client }
}

/** A line of a file, found by a part of it. */
export interface Place {
  readonly path: string
  readonly line: number
  readonly text: string
}

export function placeOf(made: Project, file: string, part: string): Place {
  const path = made.path(file)
  const lines = readFileSync(path, 'utf8').split('\n')
  const index = lines.findIndex((line) => line.includes(part))
  return { path, line: index + 1, text: lines[index] ?? expect.fail(`no ${part} in ${file}`) }
}

/** @throws unless a call stops the program at this place of the text as it is now */
export async function expectStop(session: Session, { call, generation }: Call, place: Place): Promise<Pause> {
  const { debuggee, client } = session
  const ended = debuggee.call(call, generation).then((value) => expect.fail(`${call} did not stop: ${String(value)}`))
  // Once it is known to have stopped.
  ended.catch(() => {})
  return await nextStop(client, ended, place)
}

/** As {@link expectStop}, of a call that has been made: `ended` fails when it is done. */
export async function nextStop(
  client: DebuggerClient,
  ended: Promise<never>,
  { path, line, text }: Place,
): Promise<Pause> {
  const pause = await Promise.race([client.nextPause(), ended])
  expect(pause.frames[0]).toMatchObject({ url: pathToFileURL(path).href, line, text })
  return pause
}

/** @throws if loading the next generation stops the program */
export async function load({ debuggee, client }: Session): Promise<unknown> {
  const stopped = client.nextPause().then(({ frames: [top] }) => expect.fail(`a stop in ${top?.url}:${top?.line}`))
  stopped.catch(() => {})
  return await Promise.race([debuggee.call('load'), stopped])
}

/** A debugger that is attached when the first generation is there. */
export async function late(made: Project, options: DebuggeeOptions = {}): Promise<Session> {
  const debuggee = new Debuggee(made.path('src/app.ts'), options)
  onTestFinished(async () => await debuggee[Symbol.asyncDispose]())
  await debuggee.call('load')
  await debuggee.call('open the inspector')
  const client = await DebuggerClient.attach(await debuggee.url, 'at the first line')
  onTestFinished(() => client[Symbol.dispose]())
  return { debuggee, client }
}
