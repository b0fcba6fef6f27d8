import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { ReloaderEvents } from '@hotseat/core'
import { expect, test } from 'vitest'
import { forwardEvents } from '../src/cli/forward.ts'
import type { DevEvent } from '../src/output/events.ts'
import { project } from './project.ts'

test('of what changes files are told, also those that are gone, and no folder that was looked through', () => {
  const root = project({ 'src/a.ts': '' })
  const [file, gone] = [join(root, 'src/a.ts'), join(root, 'src/gone.ts')]
  const bus = new EventEmitter()
  const told: DevEvent[] = []
  forwardEvents({ on: (name, listener) => bus.on(name, listener).off.bind(bus, name, listener) }, (event) =>
    told.push(event),
  )
  const emit = <Name extends keyof ReloaderEvents>(name: Name, event: ReloaderEvents[Name]) => bus.emit(name, event)
  emit('change', { paths: [root] })
  emit('change', { paths: [root, file, gone] })
  emit('swap', {
    generation: 2,
    retired: 1,
    reason: 'change',
    paths: [root, file],
    phases: {},
    total: 1,
    modules: { instantiated: 1, carried: 0 },
  })
  expect(told).toMatchObject([
    { event: 'change', paths: [file, gone] },
    { event: 'swap', paths: [file] },
  ])
})
