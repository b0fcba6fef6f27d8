import { spawn } from 'node:child_process'

/** Set for a process that another one waits for, so that it can ask to be started again. */
const supervised = 'HOTSEAT_SUPERVISED'

/** Read once, and hidden from the application. */
const isSupervised = process.env[supervised] === '1'
Reflect.deleteProperty(process.env, supervised)

/** With this exit code a supervised process asks for it. */
const askedAgain = 85

/**
 * Puts a new process into the place of this one: the same command, with what has changed. Where the system can, it has the same
 * number, terminal and parent. Elsewhere this one stays, with nothing to do but to pass signals and the exit code on.
 *
 * @param env the environment of the new one
 * @param canExec the system puts a program in the place of another; Windows does not
 */
export function replaceProcess(env: NodeJS.ProcessEnv, canExec = process.platform !== 'win32'): void {
  const args = [...process.execArgv, ...process.argv.slice(1)]
  if (isSupervised) process.exit(askedAgain)
  if (canExec && process.execve) {
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
    try {
      process.execve(process.execPath, [process.argv0, ...args], given)
    } catch {
      // Then the other way.
    }
  }
  supervise(args, env)
}

function supervise(args: readonly string[], env: NodeJS.ProcessEnv): void {
  const child = spawn(process.execPath, [...args], { stdio: 'inherit', env: { ...env, [supervised]: '1' } })
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
  // A terminal sends this to both.
  const leave = (): void => undefined
  process.on('SIGINT', leave)
  process.on('SIGTERM', pass)
  process.on('SIGHUP', pass)
  child.once('exit', (code, signal) => {
    process.off('SIGINT', leave)
    process.off('SIGTERM', pass)
    process.off('SIGHUP', pass)
    if (code === askedAgain) return supervise(args, env)
    if (signal) process.kill(process.pid, signal)
    else process.exit(code ?? 1)
  })
}
