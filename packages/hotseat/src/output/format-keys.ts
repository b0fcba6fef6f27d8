import type { GenerationStatus, LeaseStatus } from '@hotseat/core'
import type { Key } from '../keyboard/keys.ts'
import { counted } from './paths.ts'
import { milliseconds, type Style } from './style.ts'

/** Said once, below the banner. */
export function keysHint({ colors }: Style): string {
  return colors.dim(`  press ${colors.bold('?')} for the keys`)
}

export function keysHelp(keys: readonly Key[], { colors }: Style): string {
  return keys.map(({ key, about }) => `  ${colors.bold(key)}  ${about}`).join('\n')
}

/** The generations that hold something, each with the requests that hold it. */
export function standing(generations: readonly GenerationStatus[], { colors }: Style): string {
  if (generations.length === 0) return '  nothing serves'
  return generations
    .flatMap(({ generation, state, age, leases }) => {
      const holders = leases.length === 0 ? 'no request in flight' : counted(leases.length, 'request')
      const what = state === 'live' ? colors.green('live') : colors.yellow(state)
      return [
        `  ${colors.bold(`generation ${generation}`)} ${what} for ${milliseconds(age)}, ${holders}`,
        ...leases.map((lease) => `    ${leaseLine(lease)}`),
      ]
    })
    .join('\n')
}

function leaseLine({ route, age, released }: LeaseStatus): string {
  return `${route ?? 'not a request'} ${milliseconds(age)}${released ? ', answered; its work goes on' : ''}`
}

/** A browser is started, which may be on another screen than the one who reads this. */
export function opening(url: string, { colors }: Style): string {
  return `  opening ${colors.cyan(url)}`
}

/** The application has begun to read the keyboard, or has left off. */
export function keysShared(isTaken: boolean, { colors }: Style): string {
  return colors.dim(
    isTaken
      ? '  the application reads the keyboard: the keys are its own now'
      : '  the keys are back (press ? for help)',
  )
}
