import { injectable } from 'inversify'
import { errors } from '../errors.ts'
import { Journal } from './journal.ts'
import { NoteStore } from './note-store.ts'
import type { Note } from './note.ts'

/** The notes as one request works with them: what it changes is entered in its journal. */
@injectable()
export class NoteBook {
  readonly #store: NoteStore
  readonly #journal: Journal

  constructor(store: NoteStore, journal: Journal) {
    this.#store = store
    this.#journal = journal
  }

  search(text: string): Note[] {
    return this.#store.search(text)
  }

  /** @throws `NO_SUCH_NOTE`, as do the others that take an id */
  get(id: number): Note {
    return present(id, this.#store.get(id))
  }

  add(text: string): Note {
    const note = this.#store.add(text)
    this.#journal.enter({ kind: 'added', note })
    return note
  }

  change(id: number, text: string): Note {
    const note = present(id, this.#store.change(id, text))
    this.#journal.enter({ kind: 'changed', note })
    return note
  }

  remove(id: number): void {
    const note = present(id, this.#store.remove(id))
    this.#journal.enter({ kind: 'removed', note })
  }
}

function present(id: number, note: Note | undefined): Note {
  if (note) return note
  throw errors.noSuchNote(id)
}
