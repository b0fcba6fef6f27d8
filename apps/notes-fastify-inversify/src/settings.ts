import { join } from 'node:path'

/** Change this, save, and look at the page. */
export const TITLE = 'Notes, Version 1!'

/** The file with the notes. Change it, and the next request is answered from another database. */
export const DATABASE = process.env['NOTES_DATABASE'] ?? join(import.meta.dirname, '../.data/notes.sqlite')
