import { existsSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import type { MountFact } from '../facts.ts'

/** The file system that a folder is on. Undefined outside of Linux. @param folder absolute, symbolic links followed */
export function mountOf(folder: string, file = '/proc/self/mountinfo'): MountFact | undefined {
  return existsSync(file) ? findMount(readFileSync(file, 'utf8'), folder) : undefined
}

/**
 * The innermost mount that a folder is in; of several at one place the last, which hides the others.
 *
 * @param mountinfo https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function findMount(mountinfo: string, folder: string): MountFact | undefined {
  let found: MountFact | undefined
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , , point] = before.split(' ')
    const [type, , options = ''] = after.split(' ')
    if (point === undefined || type === undefined) continue
    const at = point.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCodePoint(Number.parseInt(octal, 8)))
    if (!isAtOrBelow(folder, at) || (found && at.length < found.at.length)) continue
    // The drives of Windows are 9p for the kernel, and say so in their options.
    found = { type: type === '9p' && options.includes('aname=drvfs') ? 'drvfs' : type, at }
  }
  return found
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
