import { injectable, type Disposable } from 'tsyringe'

/** Change this, save, and look at the page. */
export const GREETING = 'Hello, Version 1!'

/** A service that says when it comes and goes. */
@injectable()
export class Greeter implements Disposable {
  constructor() {
    console.log(`Greeter created: ${GREETING}`)
  }

  greet(): string {
    return GREETING
  }

  dispose(): void {
    console.log(`Greeter disposed: ${GREETING}`)
  }
}
