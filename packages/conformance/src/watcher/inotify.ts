import { readdirSync, readFileSync } from 'node:fs'

/** The inodes that this process has inotify watches on, once for each; undefined where the system does not tell. */
export function watchedInodes(): readonly number[] | undefined {
  if (process.platform !== 'linux') return undefined
  return readdirSync('/proc/self/fdinfo').flatMap((name) => {
    const watches = readInfo(name).matchAll(/^inotify .*?ino:(?<inode>[\da-f]+)/gm)
    return [...watches].map(({ groups }) => Number.parseInt(groups?.['inode'] ?? '', 16))
  })
}

/** Empty once the descriptor is closed, as that of the listing is. */
function readInfo(name: string): string {
  try {
    return readFileSync(`/proc/self/fdinfo/${name}`, 'utf8')
  } catch {
    return ''
  }
}
