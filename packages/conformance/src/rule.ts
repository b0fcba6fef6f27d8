/**
 * One promise that an adapter keeps, and how to find out whether it does. Independent of any test runner.
 *
 * @typeParam Harness what the adapter's author hands the suite
 */
export interface Rule<Harness> {
  /** Stable: results, matrices and discussions refer to it. The kind, and a mnemonic: `container/singletons-are-single`. */
  readonly id: string
  /** The number of the promise in the design; several rules may share one: `C9`. */
  readonly rule: string
  /** `must`: an adapter without it is none. `should`: what users expect. */
  readonly level: 'must' | 'should'
  /** One sentence in the words of RFC 2119: `A singleton MUST be constructed once in a generation.` */
  readonly title: string
  /** One line: what goes wrong for a user where the rule is broken. */
  readonly intent: string
  /** Capabilities of the adapter without which the rule cannot hold. A rule without any always runs. */
  readonly needs?: readonly string[]
  /** It measures the process, or blocks it: nothing else may run meanwhile. */
  readonly alone?: true
  /** Resolves when the rule holds. @throws {Error} that says what was seen instead */
  check(harness: Harness): Promise<void>
}

/** The rules for adapters of one port. */
export interface Kind<Harness> {
  readonly name: 'container' | 'loader' | 'server' | 'watcher'
  /** As the first words of a sentence: `A container factory`. */
  readonly title: string
  /** The more basic ones first: where several fail, the first one tells why. */
  readonly rules: readonly Rule<Harness>[]
  /** What the adapter calls itself. */
  nameOf(harness: Harness): string
  /** What the adapter declares, with the port's default for what it leaves out. */
  capabilitiesOf(harness: Harness): Capabilities
}

/** By name; a number such as `quietMs` is none. */
export type Capabilities = Readonly<Record<string, boolean>>
