import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { extname, join } from 'node:path'
import { HotseatError, type Watch, type Watcher, type WatchOptions } from '@hotseat/core'
import { within } from '../../settlement.ts'
import type { WatcherHarness } from '../harness.ts'
import { confined, type Confinement } from './confinement.ts'
import { isMessage, type ErrorMessage, type Message } from './messages.ts'

/** Milliseconds for Node to start and to load the watcher. */
const startUp = 20_000

/** A watcher each watch of which takes place in a process of its own. */
export interface WatcherElsewhere extends Watcher {
  /** Of the watch that was started last. */
  readonly pid: number
}

/**
 * The watcher of a harness, run in another process: one with few rights, with few of what the system has to give, or one
 * to which things may be done. Nothing is ignored there. When a watch is disposed, its process has to end by itself.
 *
 * @throws {Inability} where this machine cannot confine a process so
 */
export function elsewhere(
  { watcher, source, patience = 5_000 }: Pick<WatcherHarness, 'watcher' | 'source' | 'patience'>,
  confinement: Confinement = { lacks: 'nothing' },
): WatcherElsewhere {
  const words = confined(confinement)
  const script = join(import.meta.dirname, `process${extname(import.meta.filename)}`)
  const parameters = [String(source.module), source.export, JSON.stringify(source.parameters ?? [])]
  let pid = 0
  return {
    ...watcher,
    get pid() {
      return pid
    },
    async watch(options) {
      const [command = '', ...rest] = [...words, process.execPath, script, ...parameters, ...options.roots]
      const child = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
      pid = child.pid ?? 0
      try {
        return await attach(child, options, patience)
      } catch (cause) {
        child.kill('SIGKILL')
        throw cause
      }
    },
  }
}

async function attach(child: ChildProcess, options: WatchOptions, patience: number): Promise<Watch> {
  const exit = once(child, 'exit')
  const [started, ready, disposed] = [
    Promise.withResolvers<void>(),
    Promise.withResolvers<void>(),
    Promise.withResolvers<void>(),
  ]
  let degraded = false
  let ended: Promise<void> | undefined
  const fail = (error: Error): void => {
    for (const { reject } of [started, ready, disposed]) reject(error)
  }
  // Only one of them is waited for at a time.
  void Promise.allSettled([started.promise, ready.promise, disposed.promise])
  child.on('error', fail)
  child.on('exit', (code, signal) => fail(new Error(`the process that watches ended (${signal ?? code})`)))
  child.on('message', (message) => {
    if (!isMessage(message)) return
    if ('degraded' in message) degraded = message.degraded
    if (message.tells === 'started') started.resolve()
    else if (message.tells === 'ready') ready.resolve()
    else if (message.tells === 'disposed') disposed.resolve()
    else if (message.tells === 'rejected') fail(errorOf(message.error))
    else passOn(message, options)
  })
  const end = async (): Promise<void> => {
    try {
      child.send('end')
      await within(patience, disposed.promise, 'disposing the watch')
      child.disconnect()
      await within(patience, exit, 'the process, in which nothing is watched any more,')
    } finally {
      child.kill('SIGKILL')
    }
  }
  await within(startUp, started.promise, 'the process that watches')
  await within(patience, ready.promise, 'watch()')
  return {
    get degraded() {
      return degraded
    },
    [Symbol.asyncDispose]: () => (ended ??= end()),
  }
}

function passOn(
  message: Extract<Message, { tells: 'changed' | 'rescan' | 'failed' }>,
  { changed, rescan, failed }: WatchOptions,
): void {
  if (message.tells === 'changed') changed(message.batch)
  else if (message.tells === 'rescan') rescan(message.paths, message.reason)
  else {
    // What is no HotseatError has no code, and is to be seen as such.
    const { code = '', message: text } = message.error
    failed({ error: new HotseatError({ code, message: text }), fatal: message.fatal })
  }
}

function errorOf({ code, message }: ErrorMessage): Error {
  return code === undefined ? new Error(message) : new HotseatError({ code, message })
}
