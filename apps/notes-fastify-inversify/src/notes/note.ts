/** A note, as it is answered. */
export interface Note {
  readonly id: number
  readonly text: string
  /** When it was written last, as in `2026-11-23T08:00:00.000Z`. */
  readonly written: string
}

/** Narrows a row of the table. @throws {TypeError} for what is no note */
export function noteOf(row: Readonly<Record<string, unknown>>): Note {
  const { id, text, written } = row
  if (typeof id === 'number' && typeof text === 'string' && typeof written === 'string') return { id, text, written }
  throw new TypeError(`The table of notes has a row that is none: ${JSON.stringify(row)}`)
}
