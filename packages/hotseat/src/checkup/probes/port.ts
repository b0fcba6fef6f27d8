import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isFree } from '../../doctor/ports.ts'
import type { PortFact } from '../facts.ts'
import { descriptorsOf } from './inotify.ts'

/** Whether a port can be had, and who has it otherwise. */
export async function portFact(port: number, host: string): Promise<PortFact> {
  const free = port === 0 || (await isFree(port, host))
  return { port, host, isFree: free, holder: free ? undefined : await holderOf(port) }
}

async function holderOf(port: number): Promise<string | undefined> {
  const pid = existsSync('/proc/net/tcp') ? pidByProc(port) : await pidByLsof(port)
  if (pid === undefined) return undefined
  const command = await commandOf(pid)
  return command === undefined ? `process ${pid}` : `\`${command}\` (process ${pid})`
}

/** Of this user's processes: whose sockets belong to others cannot be seen. */
function pidByProc(port: number): string | undefined {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6']
    .filter((file) => existsSync(file))
    .flatMap((file) => listeningInodes(readFileSync(file, 'utf8'), port))
  const targets = new Set(inodes.map((inode) => `socket:[${inode}]`))
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => descriptorsOf(pid).some((target) => targets.has(target)))
}

/** @param table https://man7.org/linux/man-pages/man5/proc_pid_net.5.html, state 0A is LISTEN */
export function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
    return state === '0A' && local.endsWith(suffix) ? [inode] : []
  })
}

async function pidByLsof(port: number): Promise<string | undefined> {
  const out = await output('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'])
  return /^\d+/.exec(out)?.[0]
}

async function commandOf(pid: string): Promise<string | undefined> {
  const file = `/proc/${pid}/cmdline`
  const text = existsSync(file)
    ? readFileSync(file, 'utf8').replaceAll('\0', ' ')
    : await output('ps', ['-o', 'command=', '-p', pid])
  // Where a program lies says less than what it was given.
  const line = text.trim().replace(/^\S*[/\\](?=\S)/, '')
  return line === '' ? undefined : line.length > 80 ? `${line.slice(0, 79)}…` : line
}

/** What a program prints; nothing where there is no such program. */
async function output(program: string, args: readonly string[]): Promise<string> {
  const printed = Promise.withResolvers<string>()
  execFile(program, [...args], (_failure, out) => printed.resolve(out))
  return await printed.promise
}
