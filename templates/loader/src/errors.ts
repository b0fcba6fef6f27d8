import { dirname, relative } from 'node:path'
import { HotseatError } from '@hotseat/core'
import type { SyntaxLine } from './stand-in.ts'

/** Every error that this package raises. */
export const errors = {
  notFound: (path: string, importer: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_MYLIB_NOT_FOUND',
      message: `${importer} imports ./${relative(dirname(importer), path)}, which could not be read. Is it there?`,
      cause,
      location: { file: importer, line: 1, column: 1 },
    }),
  syntax: (path: string, cause: SyntaxLine) =>
    new HotseatError({
      code: 'HOTSEAT_MYLIB_SYNTAX',
      message: `${path} does not parse.`,
      cause,
      location: { file: path, line: cause.line, column: 1 },
    }),
  released: (generation: number) =>
    new HotseatError({
      code: 'HOTSEAT_MYLIB_RELEASED',
      message: `Generation ${generation} was released: its code can import nothing any more.`,
    }),
}
