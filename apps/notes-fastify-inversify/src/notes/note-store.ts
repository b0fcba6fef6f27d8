import { DatabaseSync } from 'node:sqlite'
import { injectable } from 'inversify'
import { noteOf, type Note } from './note.ts'

/** The notes in the database: one for the application, with statements of its own on the connection. */
@injectable()
export class NoteStore {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Notes that contain a text, in whatever case; the newest first. */
  search(text: string): Note[] {
    const rows = this.#database
      .prepare('SELECT * FROM notes WHERE instr(lower(text), lower(?)) > 0 ORDER BY id DESC')
      .all(text)
    return rows.map(noteOf)
  }

  get(id: number): Note | undefined {
    return maybe(this.#database.prepare('SELECT * FROM notes WHERE id = ?').get(id))
  }

  add(text: string): Note {
    const row = this.#database.prepare('INSERT INTO notes (text) VALUES (?) RETURNING *').get(text)
    return noteOf(row ?? {})
  }

  change(id: number, text: string): Note | undefined {
    const sql = `UPDATE notes SET text = ?, written = strftime('%Y-%m-%dT%H:%M:%fZ') WHERE id = ? RETURNING *`
    return maybe(this.#database.prepare(sql).get(text, id))
  }

  remove(id: number): Note | undefined {
    return maybe(this.#database.prepare('DELETE FROM notes WHERE id = ? RETURNING *').get(id))
  }

  count(): Stats {
    const row = this.#database.prepare('SELECT count(*) AS notes, total(length(text)) AS characters FROM notes').get()
    return { notes: Number(row?.['notes']), characters: Number(row?.['characters']) }
  }
}

/** How much there is. */
export interface Stats {
  readonly notes: number
  readonly characters: number
}

function maybe(row: Readonly<Record<string, unknown>> | undefined): Note | undefined {
  return row && noteOf(row)
}
