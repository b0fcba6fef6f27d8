import { errors } from '../errors.ts'

/** True for a whole number from 0 to 65535. */
export function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
}

/**
 * @param source where the text came from, for the message: `--port`, `PORT`
 * @throws {HotseatError} `HOTSEAT_BAD_PORT`
 */
export function parsePort(source: string, text: string): number {
  const port = /^\d+$/.test(text.trim()) ? Number(text) : undefined
  if (isPort(port)) return port
  throw errors.badPort(source, text)
}
