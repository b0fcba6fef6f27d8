import { crc32 } from 'node:zlib'

/** The parts of one entry, as bytes. */
export type Parts = readonly Uint8Array[]

interface Place {
  readonly start: number
  readonly lengths: readonly number[]
  readonly checksum: number
}

const mark = 'hotseat-pack-1\n'
const headLength = mark.length + 8

/**
 * Many entries in one file, for reading thousands of small ones takes longer than compiling half of them. Its form: a
 * mark, the length of the index and its checksum, the index as JSON, the parts of the entries one after the other.
 */
export class Pack {
  readonly #bytes: Buffer
  readonly #places: ReadonlyMap<string, Place>

  /** @param bytes whatever they are: a pack that is cut short or damaged has no entries, or fewer */
  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#places = placesIn(bytes)
  }

  get keys(): Iterable<string> {
    return this.#places.keys()
  }

  has(key: string): boolean {
    return this.#places.has(key)
  }

  /** Undefined if there is no such entry, or a damaged one. */
  get(key: string): Parts | undefined {
    const place = this.#places.get(key)
    if (!place) return undefined
    let { start } = place
    const parts = place.lengths.map((length) => this.#bytes.subarray(start, (start += length)))
    return start <= this.#bytes.length && checksumOf(parts) === place.checksum ? parts : undefined
  }
}

/** The bytes of a pack, in pieces. */
export function encodePack(entries: ReadonlyMap<string, Parts>): Uint8Array[] {
  const index = Buffer.from(
    JSON.stringify([...entries].map(([key, parts]) => [key, checksumOf(parts), ...parts.map(({ length }) => length)])),
  )
  const head = Buffer.alloc(headLength)
  head.write(mark)
  head.writeUInt32LE(index.length, mark.length)
  head.writeUInt32LE(crc32(index), mark.length + 4)
  return [head, index, ...[...entries.values()].flat()]
}

function placesIn(bytes: Buffer): Map<string, Place> {
  const places = new Map<string, Place>()
  if (bytes.length < headLength || bytes.toString('latin1', 0, mark.length) !== mark) return places
  let start = headLength + bytes.readUInt32LE(mark.length)
  const index = bytes.subarray(headLength, start)
  if (crc32(index) !== bytes.readUInt32LE(mark.length + 4)) return places
  const rows: readonly (readonly [string, number, ...number[]])[] = JSON.parse(index.toString())
  for (const [key, checksum, ...lengths] of rows) {
    places.set(key, { start, lengths, checksum })
    for (const length of lengths) start += length
  }
  return places
}

function checksumOf(parts: Parts): number {
  return parts.reduce((checksum, part) => crc32(part, checksum), 0)
}
