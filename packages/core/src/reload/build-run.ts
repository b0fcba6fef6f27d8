import type { Generation } from '../generation/generation.ts'
import { build, type BuildOptions, type BuildResult } from './build.ts'
import type { Clock } from './clock.ts'
import { errors } from './errors.ts'

/** A build that does not heed its signal is given up so many milliseconds after it was overtaken. */
const abandonAfter = 1_000

export interface BuildRun<Api> {
  readonly generation: Generation<Api>
  /** Settles when the build has ended or was given up. What it makes later is disposed as it comes. Never rejects. */
  readonly result: Promise<BuildResult>
  /** Tells the build that it was overtaken. */
  abort(): void
}

/** Starts a build that ends: by itself, after `timeout` milliseconds, or soon after it was overtaken. */
export function runBuild<Api, Builder, App>(
  generation: Generation<Api>,
  options: Omit<BuildOptions<Api, Builder, App>, 'signal' | 'now'>,
  { clock, timeout }: { readonly clock: Clock; readonly timeout: number },
): BuildRun<Api> {
  const controller = new AbortController()
  const givenUp = Promise.withResolvers<BuildResult>()
  const cancelTimeout = clock.setTimer(timeout, () => {
    const error = errors.buildTimeout(timeout)
    controller.abort(error)
    givenUp.resolve({ phases: {}, error, runsItself: false })
  })
  let cancelAbandon: (() => void) | undefined
  const built = build(generation, { ...options, signal: controller.signal, now: () => clock.now() })
  const result = Promise.race([built, givenUp.promise]).finally(() => {
    cancelTimeout()
    cancelAbandon?.()
  })
  return {
    generation,
    result,
    abort() {
      const error = errors.overtaken()
      controller.abort(error)
      cancelAbandon = clock.setTimer(abandonAfter, () => givenUp.resolve({ phases: {}, error, runsItself: false }))
    },
  }
}
