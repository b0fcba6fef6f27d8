import type { Attributes, Counter, Histogram, Meter, MeterProvider, ObservableUpDownCounter } from '@opentelemetry/api'
import { attribute } from './attributes.ts'
import type { Reload } from './reloads.ts'

/** Seconds; those of OpenTelemetry's own durations of requests, for a reload is to take no longer. */
const explicitBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

interface Instruments {
  readonly duration: Histogram
  readonly swaps: Counter
  readonly failures: Counter
  readonly discards: Counter
  readonly draining: ObservableUpDownCounter
}

export interface MetricsOptions {
  /** Asked at each event: the application may register one after it has been loaded. */
  readonly provider: () => MeterProvider
  readonly meterOf: (provider: MeterProvider) => Meter
  /** How many generations drain. */
  readonly draining: () => number
}

/** Measures reloads. */
export class Metrics implements Disposable {
  readonly #options: MetricsOptions
  #known: { readonly provider: MeterProvider; readonly instruments: Instruments } | undefined

  constructor(options: MetricsOptions) {
    this.#options = options
  }

  /** Makes sure that the gauge is asked. */
  begin(): void {
    this.#instruments()
  }

  reload({ begun, ended, reason, result }: Reload): void {
    const { duration, swaps, failures } = this.#instruments()
    const failure: Attributes = result.outcome === 'failed' ? { [attribute.errorType]: result.error.code } : {}
    const why = { [attribute.reason]: reason, ...failure }
    duration.record((ended - begun) / 1_000, { [attribute.outcome]: result.outcome, ...why })
    const counter = result.outcome === 'swapped' ? swaps : failures
    counter.add(1, why)
  }

  discarded(): void {
    this.#instruments().discards.add(1)
  }

  [Symbol.dispose](): void {
    this.#known?.instruments.draining.removeCallback(this.#observe)
    this.#known = undefined
  }

  readonly #observe = (observer: { observe(value: number): void }): void => observer.observe(this.#options.draining())

  #instruments(): Instruments {
    const provider = this.#options.provider()
    if (this.#known?.provider === provider) return this.#known.instruments
    this[Symbol.dispose]()
    const instruments = instrumentsOf(this.#options.meterOf(provider))
    instruments.draining.addCallback(this.#observe)
    this.#known = { provider, instruments }
    return instruments
  }
}

function instrumentsOf(meter: Meter): Instruments {
  return {
    duration: meter.createHistogram('hotseat.reload.duration', {
      description: 'From the first change to the swap, or to the failure.',
      unit: 's',
      advice: { explicitBucketBoundaries },
    }),
    swaps: meter.createCounter('hotseat.reload.swaps', {
      description: 'Generations that were seated.',
      unit: '{swap}',
    }),
    failures: meter.createCounter('hotseat.reload.failures', {
      description: 'Builds that failed on what was on disk.',
      unit: '{failure}',
    }),
    discards: meter.createCounter('hotseat.reload.discards', {
      description: 'Builds that were overtaken by a newer change.',
      unit: '{build}',
    }),
    draining: meter.createObservableUpDownCounter('hotseat.generation.draining.count', {
      description: 'Retired generations that wait for their requests.',
      unit: '{generation}',
    }),
  }
}
