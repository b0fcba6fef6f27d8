import { readdirSync, readFileSync } from 'node:fs'

const isLinux = process.platform === 'linux'

function inotifyLines(): readonly string[] {
  return readdirSync('/proc/self/fdinfo').flatMap((name) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${name}`, 'utf8').match(/^inotify .*/gm) ?? []
    } catch {
      return []
    }
  })
}

/** The inodes that this process has inotify watches on. */
export function watchedInodes(): readonly number[] {
  return inotifyLines().map((line) => Number.parseInt(/ino:(?<inode>[\da-f]+)/.exec(line)?.groups?.['inode'] ?? '', 16))
}

/** What this process holds of the system, and what keeps it alive. */
export function held() {
  return {
    descriptors: isLinux ? readdirSync('/proc/self/fd').length : 0,
    watches: isLinux ? inotifyLines().length : 0,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  }
}
