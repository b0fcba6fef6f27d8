import type { AdapterFact, Facts, Found } from '../facts.ts'
import { good, notice, wrong, type Finding } from '../finding.ts'

/** Where settings come from. */
export function checkConfig({ config, manifest }: Facts): Finding {
  if ('error' in manifest) return wrong('config', manifest.error.message, 'Mend package.json: adapters follow from it.')
  if ('error' in config)
    return wrong('config', config.error.message, 'Mend it: `hotseat dev` does not start like this.')
  const { file, keys } = config.found
  if (file === undefined) return good('config', 'none, and none is needed')
  return good('config', `${file} sets ${keys.join(', ') || 'nothing'}`)
}

export function checkEntry({ entry }: Facts): Finding {
  if ('error' in entry) return wrong('entry', firstLine(entry.error.message), restOf(entry.error.message))
  const { file, by } = entry.found
  const how = {
    'command line': 'named on the command line',
    config: 'named by the config',
    search: 'found by its name',
  }
  return good('entry', `${file}, ${how[by]}`)
}

export function checkKind({ entry, listens }: Facts): Finding[] {
  if ('error' in entry) return []
  return [
    good('kind', listens ? 'listens itself: it runs as it stands, and its servers are captured' : 'exports createApp'),
  ]
}

/** What an application that listens itself brings along it does not need from Hotseat. */
export function checkAdapters(facts: Facts): Finding[] {
  const { listens, server, container, watcher } = facts
  return [
    checkAdapter('server', server, listens),
    checkAdapter('container', container, listens),
    checkAdapter('watcher', watcher, false),
  ]
}

function checkAdapter(
  subject: 'server' | 'container' | 'watcher',
  adapter: Found<AdapterFact>,
  mayLack: boolean,
): Finding {
  if ('found' in adapter) {
    const { name, from } = adapter.found
    return good(subject, from === undefined ? `${name}, by the config` : `${name}, by ${from}`)
  }
  if (mayLack) return good(subject, 'none is needed, for the application listens itself')
  return wrong(subject, firstLine(adapter.error.message), restOf(adapter.error.message))
}

export function checkEnvFiles({ env, dependencies }: Facts): Finding[] {
  const { files, read, missing } = env
  if (missing.length > 0)
    return [notice('env files', `${missing.join(', ')} is named, and is not there`, 'Create it, or do not name it.')]
  const [first] = files
  if (first === undefined) return []
  const unread = files.filter((file) => !read.includes(file))
  if (read.length > 0) {
    const rest = unread.length > 0 ? `; not read: ${unread.join(', ')}` : ''
    return [good('env files', `${read.join(', ')}, read again at every save${rest}`)]
  }
  const reader = ['dotenv', 'dotenv-flow', 'dotenv-expand', '@nestjs/config', 'env-cmd'].find((name) =>
    dependencies.has(name),
  )
  if (reader !== undefined) return [good('env files', `${files.join(', ')}, read by the application with ${reader}`)]
  return [
    notice(
      'env files',
      `${files.join(', ')} in the root, which nobody reads`,
      `In hotseat.config.ts: envFiles: ['${first}']. A save of it is taken up then.`,
    ),
  ]
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}

function restOf(message: string): string {
  const [first = '', ...rest] = message.split('\n')
  // Of a message in one line the last sentence is what to do.
  return rest.length > 0 ? rest.map((line) => line.trim()).join('\n') : (first.split(/(?<=[.!?]) /).at(-1) ?? first)
}
