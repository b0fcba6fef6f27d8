import { messageOf } from '@hotseat/core'
import { errors } from './errors.ts'

/** The error with what to do about it, if inversify threw it for want of metadata; else the error itself. */
export function advised(error: unknown): unknown {
  const message = messageOf(error)
  const [, name] = /unexpected missing metadata on type "(?<name>[^"]*)"/.exec(message) ?? []
  if (name !== undefined) return errors.metadata(name, error)
  return error
}
