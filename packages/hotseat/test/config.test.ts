import { tsyringe } from '@hotseat/container-tsyringe'
import { loader } from '@hotseat/loader'
import { express } from '@hotseat/server-express'
import { chokidar } from '@hotseat/watcher-chokidar'
import { expect, expectTypeOf, test } from 'vitest'
import { defineConfig, type HotseatConfig } from '../src/index.ts'
import { nearest } from '../src/config/nearest.ts'
import { validateConfig } from '../src/config/validate.ts'
import { thrownBy } from './thrown.ts'

test('defineConfig checks what is written and changes nothing', () => {
  const config = { entry: 'src/app.ts', port: 3000, debounce: { lone: 5 } }
  expect(defineConfig(config)).toBe(config)
  expectTypeOf(defineConfig).parameter(0).toEqualTypeOf<HotseatConfig>()
  // @ts-expect-error a key that does not exist
  defineConfig({ prot: 3000 })
  // @ts-expect-error a value of another type
  defineConfig({ freshness: 'always' })
})

test('the adapters of the other packages fit, by type and by what is checked', () => {
  const config = defineConfig({ watcher: chokidar(), container: tsyringe(), server: express(), loader: loader() })
  expect(validateConfig(config, 'hotseat.config.ts')).toEqual(config)
})

test('an unknown key is named with the nearest one and the list', async () => {
  const error = await thrownBy(() => validateConfig({ port: 1, debonce: 5 }, 'hotseat.config.ts'))
  expect(error.code).toBe('HOTSEAT_CONFIG_UNKNOWN_KEY')
  expect(error.message).toContain('hotseat.config.ts sets "debonce", which is not known. Did you mean "debounce"?')
  expect(error.message).toContain('Known: entry, root, watch, ignore, envFiles, port, host,')
})

test.each([
  ['entry', 5, '5', 'a text'],
  ['entry', '', '""', 'a text'],
  ['watch', 'src', '"src"', 'a list of paths'],
  ['watch', ['src', 5], 'a list', 'a list of paths'],
  ['ignore', 5, '5', 'a list of globs or a function'],
  ['port', '3000', '"3000"', 'a whole number from 0 to 65535'],
  ['port', 65_536, '65536', 'a whole number from 0 to 65535'],
  ['freshness', 'always', '"always"', "'serve' or 'hold'"],
  ['streams', true, 'true', "'hold' or 'close'"],
  ['debounce', { lone: 5, wdie: 5 }, 'an object', '{ lone, wide, max }'],
  ['drainTimeout', -1, '-1', 'a number of milliseconds'],
  ['drainTimeout', Number.NaN, 'NaN', 'a number of milliseconds'],
  ['watcher', () => undefined, 'a function', 'such as chokidar() of @hotseat/watcher-chokidar'],
  ['container', { name: 'mine' }, 'an object', 'such as tsyringe() of @hotseat/container-tsyringe'],
  ['server', null, 'null', 'such as express() of @hotseat/server-express'],
])('%s: %j is refused, saying what it got and what it expects', async (key, value, got, expected) => {
  const error = await thrownBy(() => validateConfig({ [key]: value }, 'hotseat.config.ts'))
  expect(error.code).toBe('HOTSEAT_CONFIG_WRONG_TYPE')
  expect(error.message).toContain(`hotseat.config.ts sets "${key}" to ${got}; it must be `)
  expect(error.message).toContain(expected)
})

test('every key of a full config is accepted as it is', () => {
  const full = {
    entry: 'src/app.ts',
    root: '.',
    watch: ['../shared'],
    ignore: ['*.generated.ts'],
    port: 0,
    host: '::1',
    freshness: 'hold',
    envFiles: ['.env'],
    inline: ['typedi'],
    holdTimeout: 1,
    streams: 'close',
    debounce: 250,
    drainTimeout: 0,
    disposeTimeout: 1,
    buildTimeout: 1,
    watcher: { name: 'mine', watch: () => undefined },
    container: { name: 'mine', create: () => undefined },
    server: { name: 'mine', mount: () => undefined },
    loader: { name: 'mine', load: () => undefined },
    devtools: { editor: 'code', allowedHosts: ['app.test'] },
  } satisfies Record<keyof HotseatConfig, unknown>
  expect(validateConfig(full, 'hotseat.config.ts')).toEqual(full)
  expect(validateConfig({ debounce: { wide: 5 }, ignore: isNaN }, '')).toEqual({ debounce: { wide: 5 }, ignore: isNaN })
})

test('a key that is set to undefined counts as left out', () => {
  expect(validateConfig({ port: undefined }, 'hotseat.config.ts')).toEqual({})
})

test('nearest finds a typing mistake and invents nothing', () => {
  const words = ['root', 'port', 'host', 'freshness', 'drainTimeout']
  expect(nearest('prot', words)).toBe('port')
  expect(nearest('draintimeout', words)).toBe('drainTimeout')
  expect(nearest('fershness', words)).toBe('freshness')
  expect(nearest('plugins', words)).toBeUndefined()
})
