import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Resource } from './resources.ts'

/** Opens a database file, which need not exist, and says when it does and when it closes it. */
export function openDatabase({ path }: { readonly path: string }): Resource<DatabaseSync> {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  console.log(`Database opened: ${path}`)
  return {
    value: database,
    dispose() {
      database.close()
      console.log(`Database closed: ${path}`)
    },
  }
}

/** One after the other, each once in the life of a database; append, and save. */
const migrations = [
  `CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL,
    written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
  ) STRICT`,
]

/**
 * Brings a database up to date. Every generation does so with the connection that it finds, so that a migration that was
 * just saved is run at once; one that fails leaves the database, and the connection, as they were.
 *
 * @throws what SQLite says of the migration
 */
export function migrate(database: DatabaseSync): void {
  for (const [index, migration] of migrations.entries()) {
    if (index < versionOf(database)) continue
    database.exec('BEGIN IMMEDIATE')
    try {
      database.exec(migration)
      database.exec(`PRAGMA user_version = ${index + 1}`)
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }
}

/** How many migrations it has seen. */
function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
}
