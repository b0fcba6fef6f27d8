// Run in a process of its own, for what is imported once stays: tells whether `hotseat dev` could start with these settings.
import { HotseatError, messageOf } from '@hotseat/core'
import type { DevFlags } from '../cli/arguments.ts'
import { resolveSettings } from '../settings.ts'
import type { Verdict } from './try-settings.ts'

process.once('message', (flags: DevFlags) => void answer(flags))

async function answer(flags: DevFlags): Promise<void> {
  const verdict = await judge(flags)
  process.send?.(verdict, () => process.exit())
}

async function judge(flags: DevFlags): Promise<Verdict> {
  try {
    await resolveSettings(flags, { cwd: process.cwd(), env: process.env })
    return {}
  } catch (error) {
    if (!HotseatError.is(error)) return { error: { code: 'HOTSEAT_SETTINGS_BROKEN', message: messageOf(error) } }
    const { code, summary: message, location, importers } = error
    return { error: { code, message, location, importers } }
  }
}
