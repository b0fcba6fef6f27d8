import type { WriteStream } from 'node:tty'
import { stripVTControlCharacters } from 'node:util'
import sliceAnsi from 'slice-ansi'

/** A stream that shows on the screen. */
export type ScreenStream = Pick<WriteStream, 'write'> & { readonly columns?: number }

/** The line at the bottom of a terminal, which changes in place until something else is written. */
export interface LiveLine extends Disposable {
  /** Shows this text in the place of what the line has shown. One line; what does not fit is cut off. */
  show(text: string): void
  /** Takes the line away, and gives the place back to what is written next. */
  clear(): void
  /** Writes whole lines, on a line of their own. @returns a mark, for `replace` */
  print(stream: ScreenStream, text: string): number
  /** The same in the place of the one line that was printed last. False: other things have been written since, and nothing is done. */
  replace(stream: ScreenStream, text: string, mark: number): boolean
}

const clearLine = '\r\u001B[K'

/**
 * Stands between the streams of a process and whoever writes to them, so that a line can be live without getting into the way of
 * what the application prints: the line goes before anything else is written, and comes back below it.
 *
 * What child processes write, or what is written to the descriptors past the streams, is not seen: it comes behind the line.
 *
 * @param streams all that show on this screen; the line is on the first
 */
export function createLiveLine(streams: readonly [ScreenStream, ...ScreenStream[]]): LiveLine {
  const [screen] = streams
  const write = screen.write.bind(screen)
  /** What the line shows; undefined while there is none. */
  let shown: string | undefined
  /** The cursor stands at the beginning of a line, but for the live one. */
  let isAtStart = true
  let mark = 0
  let ownWriting = false

  function own<Result>(work: () => Result): Result {
    ownWriting = true
    try {
      return work()
    } finally {
      ownWriting = false
    }
  }

  /** After the terminal became narrower the line may take several. */
  function erase(): void {
    if (shown === undefined) return
    const above = fits(shown) ? 0 : Math.ceil(stripVTControlCharacters(shown).length / columns()) - 1
    shown = undefined
    own(() => write(above > 0 ? `\r\u001B[${above}A\u001B[J` : clearLine))
  }

  function columns(): number {
    return screen.columns ?? 80
  }

  function fits(text: string): boolean {
    return stripVTControlCharacters(text).length <= columns()
  }

  function startLine(): void {
    erase()
    if (!isAtStart) own(() => write('\n'))
    isAtStart = true
  }

  const restores = streams.map((stream) => {
    const original = stream.write
    const watched = new Proxy(original, {
      apply(target, self, args: readonly unknown[]): boolean {
        if (!ownWriting) {
          erase()
          mark += 1
          isAtStart = endsLine(args[0], isAtStart)
        }
        return Boolean(Reflect.apply(target, self, args))
      },
    })
    stream.write = watched
    return () => {
      // Unless somebody else has put something before it.
      if (stream.write === watched) stream.write = original
    }
  })

  function print(stream: ScreenStream, text: string): number {
    startLine()
    own(() => stream.write(`${text}\n`))
    mark += 1
    return mark
  }

  return {
    show(text) {
      // Behind what the application has begun there is no place.
      if (!isAtStart) return
      const cut = sliceAnsi(text, 0, columns() - 1)
      if (cut === shown) return
      const start = shown === undefined || fits(shown) ? clearLine : ''
      if (start === '') erase()
      shown = cut
      own(() => write(start + cut))
    },
    clear: erase,
    print,
    replace(stream, text, at) {
      if (at !== mark || !isAtStart || !fits(text)) return false
      erase()
      own(() => stream.write(`\u001B[1A${clearLine}${text}\n`))
      return true
    },
    [Symbol.dispose]() {
      erase()
      for (const restore of restores) restore()
    },
  }
}

/** So much of what is written decides where the cursor is. To look through all of a long text would hold up the application. */
const tail = 1_000

/** Whether the cursor is at the beginning of a line after this was written. */
function endsLine(chunk: unknown, before: boolean): boolean {
  const bytes = chunk instanceof Uint8Array ? chunk.subarray(-tail) : new Uint8Array()
  const text = typeof chunk === 'string' ? chunk.slice(-tail) : Buffer.from(bytes).toString()
  const seen = stripVTControlCharacters(text)
  return seen === '' ? before : /[\r\n]$/.test(seen)
}
