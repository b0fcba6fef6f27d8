/**
 * Thrown where the application ended its process, so that nothing after it runs. Not an error: nothing went wrong, and
 * what catches errors should let it pass.
 */
export class Ended extends Error {
  override readonly name = 'Ended'

  /** @param call what the application wrote: `process.exit(1)` */
  constructor(call: string) {
    super(`${call} ended this generation of the application, and not the process`)
  }
}
