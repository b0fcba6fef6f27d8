// Watches in a process of its own: the module, the name of its export and what that takes, then the roots. Any message
// to it ends the watch.
import { once } from 'node:events'
import { HotseatError, messageOf, type Watch, type Watcher } from '@hotseat/core'
import type { ErrorMessage, Message } from './messages.ts'

const [module = '', name = '', parameters = '[]', ...roots] = process.argv.slice(2)
let watch: Watch | undefined
let isDone = false

// Whoever started it has ended before it was asked to end.
process.once('disconnect', () => {
  if (!isDone) process.exit(1)
})
// A signal that is handled interrupts; one that is not is dropped before it does.
process.on('SIGWINCH', () => undefined)

function send(message: Message): void {
  if (process.connected) process.send?.(message)
}

/** A watcher may set what `degraded` gives right after it has told. */
function tell(message: (degraded: boolean) => Message): void {
  queueMicrotask(() => send(message(watch?.degraded ?? false)))
}

function messageFor(error: unknown): ErrorMessage {
  return HotseatError.is(error) ? { code: error.code, message: error.message } : { message: messageOf(error) }
}

async function makeWatcher(): Promise<Watcher> {
  const exports: Readonly<Record<string, (...parameters: readonly unknown[]) => Watcher>> = await import(module)
  const make = exports[name]
  if (!make) throw new Error(`${module} exports no ${name}`)
  return make(...JSON.parse(parameters))
}

const ended = once(process, 'message')
try {
  const watcher = await makeWatcher()
  send({ tells: 'started' })
  watch = await watcher.watch({
    roots,
    ignored: () => false,
    changed: (batch) => tell((degraded) => ({ tells: 'changed', batch, degraded })),
    rescan: (paths, reason) => tell((degraded) => ({ tells: 'rescan', paths, reason, degraded })),
    failed: ({ error, fatal }) => tell((degraded) => ({ tells: 'failed', error: messageFor(error), fatal, degraded })),
  })
  tell((degraded) => ({ tells: 'ready', degraded }))
  await ended
  await watch[Symbol.asyncDispose]()
  isDone = true
  send({ tells: 'disposed' })
} catch (error) {
  isDone = true
  send({ tells: 'rejected', error: messageFor(error) })
}
