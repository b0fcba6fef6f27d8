import type { BuildContext } from '@hotseat/core'
import type { createContainer } from 'awilix'
import { errors } from './errors.ts'

export interface Library {
  readonly createContainer: typeof createContainer
}

/**
 * Imports the application's own awilix.
 *
 * @throws {HotseatError} `HOTSEAT_AWILIX_IMPORT`, `HOTSEAT_AWILIX_UNSUPPORTED`
 */
export async function importLibrary(context: BuildContext): Promise<Library> {
  const namespace = await importNamespace(context)
  if (!isLibrary(namespace)) throw errors.unsupported('createContainer')
  return namespace
}

async function importNamespace(context: BuildContext): Promise<object> {
  try {
    return await context.import('awilix')
  } catch (cause) {
    context.signal.throwIfAborted()
    throw errors.notImported(cause)
  }
}

function isLibrary(namespace: object): namespace is Library {
  return typeof Reflect.get(namespace, 'createContainer') === 'function'
}
