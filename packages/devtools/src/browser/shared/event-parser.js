/**
 * Parses a stream of server-sent events, as the HTML standard has it (section 9.2.6): in pieces, cut anywhere. Only
 * `event` and `data` are of interest. `EventSource` cannot send a header, and a token in a URL ends up in logs.
 *
 * @param {(name: string, data: string) => void} onEvent
 * @returns {(piece: string) => void}
 */
export function eventParser(onEvent) {
  let rest = ''
  let name = ''
  /** @type {string[]} */
  let data = []

  /** @param {string} line */
  function take(line) {
    if (line === '') {
      if (data.length > 0) onEvent(name || 'message', data.join('\n'))
      name = ''
      data = []
      return
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') name = value
    if (field === 'data') data.push(value)
  }

  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
  }
}
