import { errors } from '../errors.ts'
import { isContainerFactory, isLoader, isServerBinding, isWatcher } from './adapters.ts'
import type { HotseatConfig } from './config.ts'
import { nearest } from './nearest.ts'
import { isPort } from './port.ts'

/** What a key takes: in words for the message, and as a check. */
interface Rule {
  readonly expected: string
  accepts(value: unknown): boolean
}

const isText = (value: unknown) => typeof value === 'string' && value !== ''
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText)
const isMilliseconds = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0

const text: Rule = { expected: 'a text', accepts: isText }
const milliseconds: Rule = { expected: 'a number of milliseconds, 0 or more', accepts: isMilliseconds }

const oneOf = (...words: readonly string[]): Rule => ({
  expected: words.map((word) => `'${word}'`).join(' or '),
  accepts: (value) => words.some((word) => word === value),
})

const adapter = (accepts: Rule['accepts'], example: string): Rule => ({
  expected: `an adapter, such as ${example}`,
  accepts,
})

const rules: Readonly<Record<keyof HotseatConfig, Rule>> = {
  entry: text,
  root: text,
  watch: { expected: 'a list of paths', accepts: isTexts },
  ignore: {
    expected: 'a list of globs or a function',
    accepts: (value) => isTexts(value) || typeof value === 'function',
  },
  envFiles: { expected: 'a list of paths', accepts: isTexts },
  port: { expected: 'a whole number from 0 to 65535', accepts: isPort },
  host: text,
  freshness: oneOf('serve', 'hold'),
  holdTimeout: milliseconds,
  streams: oneOf('hold', 'close'),
  debounce: {
    expected: 'a number of milliseconds, or an object of some: { lone, wide, max }',
    accepts: (value) => isMilliseconds(value) || isWindow(value),
  },
  drainTimeout: milliseconds,
  disposeTimeout: milliseconds,
  buildTimeout: milliseconds,
  watcher: adapter(isWatcher, 'chokidar() of @hotseat/watcher-chokidar'),
  container: adapter(isContainerFactory, 'tsyringe() of @hotseat/container-tsyringe'),
  server: adapter(isServerBinding, 'express() of @hotseat/server-express'),
  loader: adapter(isLoader, 'loader() of @hotseat/loader'),
  devtools: {
    expected: 'true, false, or an object of some: { editor, allowedHosts }',
    accepts: (value) => typeof value === 'boolean' || isDevtools(value),
  },
  inline: { expected: 'a list of names of packages', accepts: isTexts },
}

/**
 * Checks what a config file exports; a key that is set to undefined counts as left out.
 *
 * @param file for messages
 * @throws {HotseatError} `HOTSEAT_CONFIG_UNKNOWN_KEY`, `HOTSEAT_CONFIG_WRONG_TYPE`, `HOTSEAT_CONFIG_WITHOUT_DEFAULT`
 */
export function validateConfig(value: unknown, file: string): HotseatConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw errors.configWithoutDefault(file)
  const known = Object.keys(rules)
  const given = Object.entries(value).filter(([, setting]) => setting !== undefined)
  for (const [key, setting] of given) {
    if (!isKnown(key)) throw errors.configUnknownKey(file, key, nearest(key, known), known)
    const rule = rules[key]
    if (!rule.accepts(setting)) throw errors.configWrongType(file, key, setting, rule.expected)
  }
  return Object.fromEntries(given)
}

function isKnown(key: string): key is keyof HotseatConfig {
  return Object.hasOwn(rules, key)
}

function isDevtools(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).every(([key, setting]) => {
    if (key === 'editor') return isText(setting) || isTexts(setting)
    return key === 'allowedHosts' && isTexts(setting)
  })
}

function isWindow(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).every(([key, time]) => ['lone', 'wide', 'max'].includes(key) && isMilliseconds(time))
}
