import { isLoopback } from '../../config/loopback.ts'
import type { Facts } from '../facts.ts'
import { good, notice, wrong, type Finding } from '../finding.ts'

export function checkNode({ node }: Facts): Finding {
  const { version, range, isSupported } = node
  if (isSupported) return good('node', version)
  return notice('node', `${version} is not what Hotseat is tested on`, `Use one of ${range}.`)
}

export function checkNodeEnv({ nodeEnv }: Facts): Finding {
  if (nodeEnv === 'production')
    return wrong('NODE_ENV', 'production, where Hotseat does not start', 'Unset NODE_ENV, or set it to development.')
  return good('NODE_ENV', nodeEnv ? nodeEnv : 'not set')
}

/** Hotseat's packages are released together. */
export function checkPackages({ packages }: Facts): Finding {
  const versions = [...new Set(packages.values())]
  if (versions.length <= 1) return good('packages', `all of Hotseat's are ${versions[0] ?? 'of one version'}`)
  const newest = versions.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
  const behind = [...packages].filter(([, version]) => version !== newest)
  return wrong(
    'packages',
    `Hotseat's are of different versions: ${[...packages].map(([name, version]) => `${name} ${version}`).join(', ')}`,
    `Install ${behind.map(([name]) => `${name}@${newest}`).join(' ')}`,
  )
}

export function checkPort({ port, running }: Facts): Finding[] {
  if (running) return []
  if (port === undefined) return [good('port', 'the one that the application asks for')]
  if ('error' in port) return [wrong('port', port.error.message, 'Mend it.')]
  const { port: number, host, isFree, holder } = port.found
  if (number === 0) return [good('port', 'any that is free')]
  if (isFree && isLoopback(host)) return [good('port', `${number} on ${host} is free`)]
  if (isFree)
    return [
      notice(
        'port',
        `${number} on ${host} is free, and other machines can reach it there`,
        'If they need not, leave the host at 127.0.0.1: it runs whatever is saved.',
      ),
    ]
  return [
    wrong(
      'port',
      `${number} on ${host} is in use by ${holder ?? 'another process'}`,
      'Stop it, or choose another port with --port, `port` in the config, or PORT.',
    ),
  ]
}

export function checkRunning({ running }: Facts): Finding[] {
  if (!running) return []
  const { pid, url } = running
  const who = pid === undefined ? 'a process that does not answer' : `process ${pid}`
  const where = url === undefined ? '' : `, ${url}`
  return [notice('running', `Hotseat runs this entry already: ${who}${where}`, 'Use that one, or stop it first.')]
}

/** One watch for each file and folder, at most; one instance for the process. */
export function checkInotify({ inotify, watcher }: Facts): Finding[] {
  if (!inotify || ('found' in watcher && watcher.found.polls)) return []
  const { needed, maxWatches, usedInstances, maxInstances } = inotify
  const raise = (name: string, value: number): string =>
    `sudo sysctl fs.inotify.${name}=${value}\necho fs.inotify.${name}=${value} | sudo tee /etc/sysctl.d/60-hotseat.conf`
  const sure = 524_288
  if (needed > maxWatches)
    return [
      wrong(
        'inotify',
        `the application has ${needed} files and folders, and this user may watch ${maxWatches}`,
        raise('max_user_watches', Math.max(sure, needed * 2)),
      ),
    ]
  if (usedInstances >= maxInstances)
    return [
      wrong(
        'inotify',
        `all ${maxInstances} instances that this user may have are in use`,
        raise('max_user_instances', Math.max(512, maxInstances * 2)),
      ),
    ]
  if (needed > maxWatches / 2)
    return [
      notice(
        'inotify',
        `${needed} of the ${maxWatches} watches of this user are needed, and editors need some as well`,
        raise('max_user_watches', Math.max(sure, needed * 2)),
      ),
    ]
  return [
    good('inotify', `${needed} of ${maxWatches} watches needed, ${usedInstances} of ${maxInstances} instances in use`),
  ]
}

/** File systems on which changes are made by another machine, or by the host of this one: no event tells of them. */
const silent: Readonly<Record<string, string>> = {
  '9p': 'a drive of the host, as WSL mounts those of Windows',
  drvfs: 'a drive of Windows',
  virtiofs: 'a folder of the host',
  vboxsf: 'a shared folder of VirtualBox',
  prl_fs: 'a shared folder of Parallels',
  vmhgfs: 'a shared folder of VMware',
  fakeowner: 'a folder of the host, as Docker Desktop mounts it',
  nfs: 'a network drive',
  nfs4: 'a network drive',
  cifs: 'a network drive',
  smb3: 'a network drive',
  smbfs: 'a network drive',
  afs: 'a network drive',
  ceph: 'a network drive',
  fuse: 'a folder that a program serves',
  fuseblk: 'a folder that a program serves',
}

export function checkFileSystem({ mount, watcher }: Facts): Finding[] {
  if (!mount) return []
  const { type, at } = mount
  const kind = silent[type] ?? (type.startsWith('fuse.') ? silent['fuse'] : undefined)
  if (kind === undefined) {
    const layers = type === 'overlay' ? ': changes made in this container are seen, those in a lower layer are not' : ''
    return [good('file system', `${type}, mounted at ${at}${layers}`)]
  }
  const text = `${type}, mounted at ${at}: ${kind}, where saves may come without an event`
  // The watcher of Node's own knows such file systems and looks by itself.
  if ('found' in watcher && (watcher.found.polls || watcher.found.name === 'node'))
    return [good('file system', `${text}; ${watcher.found.name} looks at the files instead`)]
  return [
    wrong(
      'file system',
      text,
      "In hotseat.config.ts: watcher: chokidar({ poll: 200 }), from '@hotseat/watcher-chokidar'.",
    ),
  ]
}
