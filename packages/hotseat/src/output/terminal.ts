import type { WriteStream } from 'node:tty'
import picocolors from 'picocolors'
import { createSupportsHyperlinks } from 'supports-hyperlinks'
import type { Style } from './format.ts'

/** Where the words go. Each call is one event; the text is formatted for the stream that takes it. */
export interface Terminal {
  /** What goes well, to stdout. */
  say(text: (style: Style) => string): void
  /** What does not, to stderr. */
  complain(text: (style: Style) => string): void
}

/** The part of `process` that a terminal needs. */
export interface Streams {
  readonly stdout: Pick<WriteStream, 'write' | 'on'> & { readonly isTTY?: boolean }
  readonly stderr: Pick<WriteStream, 'write' | 'on'> & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  cwd(): string
}

/**
 * Colours go only to a stream that is a terminal, and not where `NO_COLOR` is set; `FORCE_COLOR` gives them to any.
 * So with links, for which there is `FORCE_HYPERLINK`, and which the terminal has to be known for.
 *
 * @param now tells the time that lines are stamped with
 */
export function createTerminal(streams: Streams, now: () => Date): Terminal {
  const cwd = streams.cwd()
  const { NO_COLOR, FORCE_COLOR } = streams.env
  const writer = (stream: Streams['stdout']) => {
    // A closed pipe (`hotseat dev | head`) must not end the server.
    stream.on('error', () => undefined)
    const coloured = picocolors.isColorSupported && (stream.isTTY === true || Boolean(FORCE_COLOR))
    const colors = picocolors.createColors(coloured && !NO_COLOR)
    const links = !NO_COLOR && createSupportsHyperlinks(stream)
    return (text: (style: Style) => string): void => {
      stream.write(`${text({ cwd, colors, links, now: now() })}\n`)
    }
  }
  return { say: writer(streams.stdout), complain: writer(streams.stderr) }
}
