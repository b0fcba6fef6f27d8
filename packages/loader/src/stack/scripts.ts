import type { Positions } from '../compile/positions.ts'

interface Script {
  readonly positions: Positions
  users: number
}

/**
 * The compiled scripts of this process by the name that they have in stacks, as long as something made from them
 * lives: an error may be thrown by code whose generation has long been disposed.
 */
const scripts = new Map<string, Script>()

const finalizers = new FinalizationRegistry<string>((filename) => {
  const script = scripts.get(filename)
  if (script && --script.users === 0) scripts.delete(filename)
})

/** @param user the script is kept until this is collected */
export function registerScript(filename: string, positions: Positions, user: object): void {
  const script = scripts.get(filename) ?? { positions, users: 0 }
  script.users++
  scripts.set(filename, script)
  finalizers.register(user, filename)
}

export function positionsOf(filename: string): Positions | undefined {
  return scripts.get(filename)?.positions
}
