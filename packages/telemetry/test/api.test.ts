import { execFile } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as api from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { expect, onTestFinished, test } from 'vitest'
import { traceReloads, type TracedReloader } from '../src/index.ts'

const swap = {
  generation: 1,
  retired: undefined,
  reason: 'start',
  paths: [],
  phases: { load: 1 },
  total: 2,
  modules: { instantiated: 1, carried: 0 },
} as const

/** A reloader that tells what it is told to tell, at that moment. */
function puppet(): { readonly reloader: TracedReloader; readonly swap: () => void } {
  const events = new EventEmitter()
  return {
    swap: () => {
      events.emit('build-start', { generation: 1, reason: 'start' })
      events.emit('swap', swap)
    },
    reloader: {
      generations: () => [],
      on(name, listener) {
        events.on(name, listener)
        return () => events.off(name, listener)
      },
    },
  }
}

/** Registers an SDK with the API, as an application does that has one. */
function register() {
  const spans = new InMemorySpanExporter()
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] })
  const meterProvider = new MeterProvider({ readers: [reader] })
  api.trace.setGlobalTracerProvider(provider)
  api.metrics.setGlobalMeterProvider(meterProvider)
  api.context.setGlobalContextManager(new StackContextManager().enable())
  onTestFinished(async () => {
    for (const each of [api.trace, api.metrics, api.context]) each.disable()
    await meterProvider.shutdown()
  })
  return {
    provider,
    spans: () => spans.getFinishedSpans(),
    metrics: async () => {
      await reader.forceFlush()
      return exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    },
  }
}

test('an SDK that is registered after tracing has begun is told all the same', async () => {
  const { reloader, swap: tell } = puppet()
  using _tracing = await traceReloads(reloader)
  tell()
  const { spans, metrics } = register()
  tell()
  expect(spans().map(({ name }) => name)).toEqual(['hotseat.load', 'hotseat.reload'])
  expect(spans()[0]?.instrumentationScope).toMatchObject({
    name: '@hotseat/telemetry',
    version: expect.stringMatching(/^\d/),
  })
  expect((await metrics()).map(({ descriptor: { name } }) => name).sort()).toEqual([
    'hotseat.generation.draining.count',
    'hotseat.reload.duration',
    'hotseat.reload.swaps',
  ])
})

/** @throws unless a reload that comes about in a request's span has no parent */
async function checkApart(trace: typeof traceReloads): Promise<void> {
  const { provider, spans } = register()
  const { reloader, swap: tell } = puppet()
  using _tracing = await trace(reloader)
  const request = provider.getTracer('application').startSpan('GET /')
  api.context.with(api.trace.setSpan(api.context.active(), request), tell)
  const reload = spans().find(({ name }) => name === 'hotseat.reload') ?? expect.fail('there is no span')
  expect(reload.parentSpanContext).toBeUndefined()
}

test('a reload is no part of the request that has set it off', () => checkApart(traceReloads))

test('a reload that is told as part of a request is caught', async () => {
  const inContext: typeof traceReloads = async (reloader) => {
    const off = reloader.on('swap', () => api.trace.getTracer('planted').startSpan('hotseat.reload').end())
    return { [Symbol.dispose]: off }
  }
  await expect(checkApart(inContext)).rejects.toThrow('to be undefined')
})

test('where the API is not installed, it can be imported, and says what to install', async () => {
  const missing = `import { registerHooks } from 'node:module'
    registerHooks({ resolve(specifier, context, next) {
      if (specifier.startsWith('@opentelemetry/')) throw Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' })
      return next(specifier, context)
    } })`
  const index = join(import.meta.dirname, '../src/index.ts')
  const script = `const { traceReloads } = await import(${JSON.stringify(index)})
    const error = await traceReloads({}).catch((error) => error)
    console.log(error.code, error.message)`
  const hooks = `data:text/javascript,${encodeURIComponent(missing)}`
  const args = ['--import', hooks, '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(stdout).toMatch(/^HOTSEAT_TELEMETRY_NO_API .*npm install @opentelemetry\/api/)
})
