export { defineConfig, type DebounceConfig, type HotseatConfig } from './config/config.ts'
export { createReloader, current, HotseatError } from '@hotseat/core'
