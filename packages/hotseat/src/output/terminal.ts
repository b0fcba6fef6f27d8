import type { WriteStream } from 'node:tty'
import picocolors from 'picocolors'
import { createSupportsHyperlinks } from 'supports-hyperlinks'
import type { Lookup } from './error-details.ts'
import { createLiveLine } from './live-line.ts'
import type { Style } from './style.ts'

type Text = (style: Style) => string

/** Where the words go. Each call is one event; the text is formatted for the stream that takes it. */
export interface Terminal {
  /** What goes well, to stdout. */
  say(text: Text): void
  /** What does not, to stderr. */
  complain(text: Text): void
}

/** A terminal for a command that goes on, and has something to say of what is under way. */
export interface LiveTerminal extends Terminal, Disposable {
  /** What is under way, in one line that changes in place: on a screen only. */
  progress(text: Text): void
  /** The line of what was under way goes. */
  clearProgress(): void
  /** @returns what `sayInstead` knows it by */
  say(text: Text): number
  /** Says it in the place of a line. False: something else has been written since, and nothing is done. */
  sayInstead(text: Text, line: number): boolean
}

/** The part of `process` that a terminal needs. */
export interface Streams {
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
  cwd(): string
}

type OutputStream = Pick<WriteStream, 'write' | 'on'> & { readonly isTTY?: boolean; readonly columns?: number }

/**
 * Colours go only to a stream that is a terminal, and not where `NO_COLOR` is set; `FORCE_COLOR` gives them to any.
 * So with links, for which there is `FORCE_HYPERLINK`, and which the terminal has to be known for.
 *
 * @param now tells the time that lines are stamped with
 */
export function createTerminal(streams: Streams, now: () => Date): Terminal {
  const { stdout, stderr } = streams
  const write = (stream: OutputStream, text: string): void => void stream.write(`${text}\n`)
  const say = formatter(stdout, streams, now)
  const complain = formatter(stderr, streams, now)
  return { say: (text) => write(stdout, say(text)), complain: (text) => write(stderr, complain(text)) }
}

export interface LiveTerminalOptions {
  /** Where more is known of errors. */
  readonly lookup: Lookup
  /** Whether nobody but this process can have written to the screen: no key is echoed, no child process shares it. */
  readonly mayReplace: () => boolean
}

/**
 * The same for as long as a command runs. On a screen one line at the bottom is live; elsewhere, and in CI, each event is a plain
 * line and nothing changes in place.
 */
export function createLiveTerminal(
  streams: Streams,
  now: () => Date,
  { lookup, mayReplace }: LiveTerminalOptions,
): LiveTerminal {
  const { stdout, stderr } = streams
  const say = formatter(stdout, streams, now, lookup)
  const complain = formatter(stderr, streams, now, lookup)
  const line = isScreen(streams) ? createLiveLine([stdout, ...(stderr.isTTY === true ? [stderr] : [])]) : undefined
  const print = (stream: OutputStream, text: string): number => {
    if (line && stream.isTTY === true) return line.print(stream, text)
    stream.write(`${text}\n`)
    return 0
  }
  return {
    say: (text) => print(stdout, say(text)),
    complain: (text) => void print(stderr, complain(text)),
    progress: (text) => line?.show(say(text)),
    clearProgress: () => line?.clear(),
    sayInstead: (text, before) => line !== undefined && mayReplace() && line.replace(stdout, say(text), before),
    [Symbol.dispose]: () => line?.[Symbol.dispose](),
  }
}

/** What is live changes in place on a screen, before a person. */
function isScreen({ stdout, env }: Streams): boolean {
  return stdout.isTTY === true && env['TERM'] !== 'dumb' && !isCI(env)
}

/** Whether it runs where nobody sits before it. */
export function isCI({ CI }: Streams['env']): boolean {
  return CI !== undefined && !['', '0', 'false'].includes(CI)
}

function formatter(stream: OutputStream, streams: Streams, now: () => Date, lookup?: Lookup) {
  // A closed pipe (`hotseat dev | head`) must not end the server.
  stream.on('error', () => undefined)
  const { env } = streams
  const coloured = picocolors.isColorSupported && (stream.isTTY === true || Boolean(env['FORCE_COLOR']))
  const colors = picocolors.createColors(coloured && !env['NO_COLOR'])
  const links = !env['NO_COLOR'] && createSupportsHyperlinks(stream)
  const cwd = streams.cwd()
  return (text: Text): string => text({ cwd, colors, links, now: now(), ...(lookup && { lookup }) })
}
