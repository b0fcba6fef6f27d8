import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/**
 * Whether this process has the terminal: one in the background is stopped by the system as soon as it reads a key, or changes the
 * terminal's mode.
 */
export function isInForeground(): boolean {
  if (process.platform === 'win32') return true
  const file = '/proc/self/stat'
  if (existsSync(file)) return hasTerminal(readFileSync(file, 'utf8'))
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' }).includes('+')
  } catch {
    return true
  }
}

/** @param stat https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the process group, and that of the terminal */
export function hasTerminal(stat: string): boolean {
  // The name of the program, in brackets, may have anything in it.
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return group === foreground
}
