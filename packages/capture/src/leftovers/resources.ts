import { subscribe } from 'node:diagnostics_channel'
import { setTimeout } from 'node:timers/promises'
import type { ChildProcess } from 'node:child_process'
import type { EventEmitter } from 'node:events'
import type { Server, Socket } from 'node:net'
import type { Worker } from 'node:worker_threads'
import { actor } from '@hotseat/core'
import { nodeEmitsAs } from '../emit-as.ts'
import type { Watched } from './leftover.ts'

type Watch = () => ((watched: Watched) => void) | undefined

/**
 * From now on the connections, processes and workers that an application starts are watched over: Node tells of each on
 * a channel (https://nodejs.org/api/diagnostics_channel.html#built-in-channels).
 *
 * @param watch as of `watchTimers`
 */
export function watchResources(watch: Watch): void {
  subscribe('net.client.socket', (message) => {
    if (isRecord(message) && isSocket(message['socket'])) watch()?.(watchedSocket(message['socket']))
  })
  subscribe('child_process', (message) => {
    if (isRecord(message) && isChild(message['process'])) watch()?.(watchedChild(message['process']))
  })
  subscribe('worker_threads', (message) => {
    const take = watch()
    if (!take || !isRecord(message) || !isWorker(message['worker'])) return
    const { worker } = message
    // Node emits the end of a thread in nobody's context.
    nodeEmitsAs(actor(), worker)
    take(watchedWorker(worker))
  })
}

/** A server that really listens, of another protocol than HTTP. */
export function watchedServer(server: Server): Watched {
  const address = (): string => {
    const at = server.address()
    return typeof at === 'object' ? `on port ${at?.port ?? 0}` : at
  }
  return {
    kind: 'server',
    get name() {
      return address()
    },
    origin: new Error('server'),
    isLeft: () => server.listening,
    isLoud: () => true,
    clear: () => server.close(),
  }
}

/** @param listener of an event of the process that has nothing to do with its end */
export function watchedListener(event: string | symbol, listener: unknown): Watched {
  const emitter: EventEmitter = process
  return {
    kind: 'process listener',
    name: `for ${String(event)}`,
    origin: new Error('process listener'),
    isLeft: () => emitter.listeners(event).some((each) => each === listener),
    isLoud: () => true,
    clear: () => {
      if (isListener(listener)) emitter.off(event, listener)
    },
  }
}

function watchedSocket(socket: Socket): Watched {
  return {
    kind: 'socket',
    get name() {
      return `to ${socket.remoteAddress ?? 'nowhere'}:${socket.remotePort ?? ''}`
    },
    origin: new Error('socket'),
    isLeft: () => !socket.destroyed && !isPooled(socket),
    isLoud: () => true,
    clear: () => socket.destroy(),
  }
}

/** Of an agent that the whole process shares: the next generation may be using it. */
function isPooled(socket: Socket): boolean {
  return (
    socket.listenerCount('agentRemove') > 0 ||
    Object.getOwnPropertySymbols(socket).some(({ description }) => description === 'parser')
  )
}

function watchedChild(child: ChildProcess): Watched {
  return {
    kind: 'child process',
    get name() {
      return `${child.spawnfile} (pid ${child.pid})`
    },
    origin: new Error('child process'),
    isLeft: () => child.exitCode === null && child.signalCode === null && child.pid !== undefined,
    isLoud: () => true,
    clear: () => child.kill(),
  }
}

/** Milliseconds for a worker to write what it was given last: those of loggers do not tell when they have. */
const flushing = 100

function watchedWorker(worker: Worker): Watched {
  return {
    kind: 'worker',
    get name() {
      return `thread ${worker.threadId}`
    },
    origin: new Error('worker'),
    // One that has ended has no thread.
    isLeft: () => worker.threadId > 0,
    isLoud: () => true,
    async clear() {
      await setTimeout(flushing)
      await worker.terminate()
    },
  }
}

function isListener(value: unknown): value is () => void {
  return typeof value === 'function'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isSocket(value: unknown): value is Socket {
  return isRecord(value) && 'remotePort' in value && 'destroy' in value
}

function isChild(value: unknown): value is ChildProcess {
  // It has no pid yet.
  return isRecord(value) && 'spawnfile' in value && 'kill' in value
}

function isWorker(value: unknown): value is Worker {
  return isRecord(value) && 'threadId' in value && 'terminate' in value
}
