import { HotseatError, messageOf } from '@hotseat/core'
import type { SyntaxPlace } from './stand-in.ts'

/** Every error that this package raises. */
export const errors = {
  notFound: (specifier: string, importer: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_MYLIB_NOT_FOUND',
      message: `${importer} imports ${specifier}, which could not be read: ${messageOf(cause)}`,
      cause,
      location: { file: importer, line: 1, column: 1 },
    }),
  /** `chain`: who imports it, the nearest first. */
  syntax: (path: string, chain: readonly string[], cause: SyntaxPlace) =>
    new HotseatError({
      code: 'HOTSEAT_MYLIB_SYNTAX',
      message: [`${path} does not parse`, ...chain].join(', imported by '),
      cause,
      location: { file: path, line: cause.line, column: cause.column, frame: cause.frame },
    }),
  released: (generation: number) =>
    new HotseatError({
      code: 'HOTSEAT_MYLIB_RELEASED',
      message: `Generation ${generation} was released: its code can import nothing any more.`,
    }),
}
