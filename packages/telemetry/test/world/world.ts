import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createReloader, type ContainerFactory, type Reloader, type ReloaderEvents, type Watcher } from '@hotseat/core'
import { loader } from '@hotseat/loader'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace'
import { onTestFinished } from 'vitest'
import { traceReloads, type TracedReloader } from '../../src/index.ts'

/** Source by path. */
export type Files = Readonly<Record<string, string>>

/** Puts a bug between the reloader and what listens to it. */
export type Plant = (reloader: TracedReloader) => TracedReloader

/** A reloader of real files that is traced by the real SDK. */
export interface World {
  readonly root: string
  readonly reloader: Reloader<unknown>
  /** Those that are over, in the order of their end. */
  readonly spans: (name?: string) => readonly ReadableSpan[]
  /** The values of a metric, each with its attributes. */
  readonly measured: (name: string) => Promise<readonly Measured[]>
  readonly unitOf: (name: string) => Promise<string | undefined>
  /** Saves files, and lets the watcher tell. */
  readonly save: (files: Files) => void
  /** Resolves at the next event of this name. */
  readonly next: <Name extends keyof ReloaderEvents>(name: Name) => Promise<ReloaderEvents[Name]>
  readonly stopTracing: () => void
}

export interface Measured {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly value: unknown
}

export interface WorldOptions {
  readonly plant?: Plant | undefined
  readonly dispose?: () => Promise<void>
}

/** Starts an application of which `src/app.ts` is the entry. */
export async function traced(files: Files, { plant = (it) => it, dispose }: WorldOptions = {}): Promise<World> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hotseat-telemetry-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  write(root, { 'package.json': '{ "type": "module" }', ...files })
  const { watcher, report } = manualWatcher()
  const reloader = createReloader({
    entry: join(root, 'src/app.ts'),
    watcher,
    loader: loader({ cache: false }),
    container: containers(dispose),
    server: { name: 'memory', mount: async () => ({ handle: () => undefined }) },
  })
  const spans = new InMemorySpanExporter()
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 })
  const meterProvider = new MeterProvider({ readers: [reader] })
  const tracing = await traceReloads(plant(reloader), {
    tracerProvider: new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
    meterProvider,
  })
  onTestFinished(async () => {
    await reloader.stop()
    await meterProvider.shutdown()
  })
  const collect = async (name: string) => {
    metrics.reset()
    await reader.forceFlush()
    const scopes = metrics.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics)
    return scopes.flatMap(({ metrics: all }) => all).find(({ descriptor }) => descriptor.name === name)
  }
  await reloader.start()
  return {
    root,
    reloader,
    spans: (name) => spans.getFinishedSpans().filter((span) => name === undefined || span.name === name),
    async measured(name) {
      const metric = await collect(name)
      return metric?.dataPoints.map(({ attributes, value }) => ({ attributes, value })) ?? []
    },
    unitOf: async (name) => (await collect(name))?.descriptor.unit,
    save(saved) {
      write(root, saved)
      report(Object.keys(saved).map((name) => join(root, name)))
    },
    async next(name) {
      const event = Promise.withResolvers<ReloaderEvents[typeof name]>()
      const off = reloader.on(name, event.resolve)
      return await event.promise.finally(off)
    },
    stopTracing: () => tracing[Symbol.dispose](),
  }
}

type Alterations = {
  readonly [Name in keyof ReloaderEvents]?: (event: ReloaderEvents[Name]) => ReloaderEvents[Name] | undefined
}

/** What is passed on of some events is what is made of them here: undefined is not passed on. */
export function altering(alterations: Alterations): Plant {
  return (reloader) => ({
    generations: () => reloader.generations(),
    on: (name, listener) =>
      reloader.on(name, (event) => {
        const alter: Alterations[typeof name] = alterations[name]
        const passed = alter ? alter(event) : event
        if (passed) listener(passed)
      }),
  })
}

function write(root: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

function manualWatcher(): { readonly watcher: Watcher; readonly report: (paths: readonly string[]) => void } {
  let changed: (paths: readonly string[]) => void = () => undefined
  const watcher: Watcher = {
    name: 'manual',
    capabilities: { quietMs: 0, followsSymlinks: true, fileRoots: true, missingRoots: true, detectsOverflow: true },
    watch(options) {
      changed = (paths) => options.changed(paths.map((path) => ({ path, kind: 'update' })))
      return Promise.resolve({ degraded: false, [Symbol.asyncDispose]: () => Promise.resolve() })
    },
  }
  return { watcher, report: (paths) => changed(paths) }
}

function containers(dispose: () => Promise<void> = () => Promise.resolve()): ContainerFactory<unknown> {
  return {
    name: 'memory',
    async create(configure, context) {
      await configure({}, context)
      const scope = { api: {}, dispose: () => Promise.resolve() }
      return { api: {}, dispose, createScope: () => scope }
    },
  }
}
