/** Spoils the text of a script before V8 compiles it. */
export type Tamper = (text: string, filename: string) => string

const comment = /(?<=\/\/# sourceMappingURL=data:application\/json;base64,)\S+$/

interface Map {
  readonly sources: readonly string[]
  readonly mappings: string
}

function mapOf(text: string): Map | undefined {
  const [encoded] = comment.exec(text) ?? []
  return encoded === undefined ? undefined : JSON.parse(Buffer.from(encoded, 'base64').toString())
}

function changingMaps(change: (map: Map) => Map): Tamper {
  return (text) => {
    const map = mapOf(text)
    if (!map) return text
    return text.replace(comment, Buffer.from(JSON.stringify(change(map))).toString('base64'))
  }
}

const first = new Map<string, Map>()

/** What a loader might do wrong with source maps, by name. */
export const tampers: ReadonlyMap<string, Tamper> = new Map([
  ['forgets the line of the wrapper', changingMaps((map) => ({ ...map, mappings: map.mappings.slice(1) }))],
  [
    'gives every generation the map of the first',
    changingMaps((map) => {
      const [source = ''] = map.sources
      const kept = first.get(source) ?? map
      first.set(source, kept)
      return kept
    }),
  ],
  [
    'names the sources by their script',
    (text, filename) => changingMaps((map) => ({ ...map, sources: [filename] }))(text, filename),
  ],
])
