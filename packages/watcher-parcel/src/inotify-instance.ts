import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** A thread of its own has an event loop of its own, and so asks for an inotify instance of its own. */
const attempt = `require('node:fs').watch('/').close()`

/**
 * Rejects when the system has no inotify instance left: @parcel/watcher would then block this thread for ever, and
 * nothing could end that. In a thread of its own, for about 60 ms; nothing is done outside Linux.
 */
export async function checkInotifyInstance(): Promise<void> {
  if (process.platform !== 'linux') return
  const thread = new Worker(attempt, { eval: true, execArgv: [] })
  // Rejects with what was thrown there.
  await once(thread, 'exit')
}
