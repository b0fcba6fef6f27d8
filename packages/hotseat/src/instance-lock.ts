import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { errors } from './errors.ts'

/**
 * Held as long as this process runs an application. It is a socket that answers who holds it, so there is nothing to
 * go stale: a process that dies stops answering, whatever it leaves behind.
 */
export interface InstanceLock extends AsyncDisposable {
  /** What a second process is told. */
  setUrl(url: string): void
}

/** How long a process that accepts a connection may take to say who it is. */
const patience = 1000

type Holder =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'answered'; readonly pid: number; readonly url: string | undefined }

/**
 * Makes sure that no other process runs this application.
 *
 * @param entry absolute path of the application's entry: two entries in one folder are two applications
 * @throws {HotseatError} `HOTSEAT_ALREADY_RUNNING` naming the other's pid and URL; `HOTSEAT_LOCK_FAILED`
 */
export async function lockInstance(entry: string): Promise<InstanceLock> {
  const path = socketPath(realpathSync(entry))
  let url: string | undefined
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.end(JSON.stringify({ pid: process.pid, url }), () => socket.destroy())
  })
  while (!(await listens(server, path))) {
    const holder = await ask(path)
    if (holder.kind !== 'nobody') throw heldBy(holder, entry)
    // Left behind by a process that was killed. Two that start over it in the same instant may both get through.
    remove(path)
  }
  server.unref()
  // Where the process exits without letting go, only tidiness is at stake.
  const tidy = (): void => remove(path)
  process.once('exit', tidy)
  return {
    setUrl(next) {
      url = next
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', tidy)
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

/** Who runs an application, if anybody does. @param entry absolute path */
export async function whoRuns(
  entry: string,
): Promise<{ pid: number | undefined; url: string | undefined } | undefined> {
  const holder = await ask(socketPath(realpathSync(entry)))
  if (holder.kind === 'nobody') return undefined
  return holder.kind === 'answered' ? { pid: holder.pid, url: holder.url } : { pid: undefined, url: undefined }
}

// Users must not get in each other's way, and a socket's path has about 100 characters on some systems.
function socketPath(entry: string): string {
  const id = createHash('sha256').update(`${process.getuid?.()}:${entry}`).digest('hex').slice(0, 16)
  return process.platform === 'win32' ? `\\\\.\\pipe\\hotseat-${id}` : join(tmpdir(), `hotseat-${id}.sock`)
}

/** A named pipe of Windows goes with its process. */
function remove(path: string): void {
  if (process.platform !== 'win32') rmSync(path, { force: true })
}

function heldBy(holder: Exclude<Holder, { kind: 'nobody' }>, entry: string): Error {
  if (holder.kind === 'silent') return errors.alreadyRunningSilently(entry)
  return errors.alreadyRunning(entry, holder.pid, holder.url)
}

/** False when the path is taken. */
async function listens(server: Server, path: string): Promise<boolean> {
  const outcome = Promise.withResolvers<boolean>()
  const refuse = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EADDRINUSE') outcome.resolve(false)
    else outcome.reject(errors.lockFailed(path, error))
  }
  server.once('error', refuse)
  server.listen(path, () => outcome.resolve(true))
  try {
    return await outcome.promise
  } finally {
    server.off('error', refuse)
  }
}

async function ask(path: string): Promise<Holder> {
  const socket = connect(path)
  socket.setTimeout(patience, () => socket.destroy(new Error('timeout')))
  try {
    const answer: unknown = JSON.parse(await text(socket))
    return isAnswer(answer) ? { kind: 'answered', pid: answer.pid, url: answer.url } : { kind: 'silent' }
  } catch (error) {
    const code = error instanceof Error ? Reflect.get(error, 'code') : undefined
    return code === 'ECONNREFUSED' || code === 'ENOENT' || code === 'ECONNRESET'
      ? { kind: 'nobody' }
      : { kind: 'silent' }
  } finally {
    socket.destroy()
  }
}

function isAnswer(value: unknown): value is { pid: number; url: string | undefined } {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'pid') === 'number'
}
