import { HotseatError, type ContainerFactory, type ServerBinding } from '@hotseat/core'

/**
 * An adapter; or, for an application that most likely needs none, one that says what is missing when it is used.
 *
 * @param mayNeedNone the entry looks as if it listened itself
 * @throws what picking throws, unless it may wait
 */
export async function orLater<Adapter>(
  picking: Promise<Adapter>,
  mayNeedNone: boolean,
  without: (error: HotseatError) => Adapter,
): Promise<Adapter> {
  try {
    return await picking
  } catch (error) {
    if (mayNeedNone && HotseatError.is(error)) return without(error)
    throw error
  }
}

export function containerWithout(missing: HotseatError): ContainerFactory<unknown> {
  return {
    name: 'no container',
    create() {
      throw missing
    },
  }
}

export function serverWithout(missing: HotseatError): ServerBinding<unknown> {
  return {
    name: 'its own server',
    mount() {
      throw missing
    },
  }
}
