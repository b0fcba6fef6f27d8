import { expect } from 'vitest'
import { greeting, serveBy, type Harness } from '../world/harness.ts'
import { texts } from '../world/serving.ts'

/** An application that cannot start is closed, and its container disposed; the old generation serves. */
export async function checkFailedMount<App>(harness: Harness<App>): Promise<void> {
  const closed: string[] = []
  const served = await serveBy(harness, greeting)
  const failed = served.swap((api) => ({
    ...greeting(api),
    starting: () => Promise.reject(new Error('no database')),
    closed: () => closed.push(`generation ${api.generation}, its container ${api.isDisposed ? 'gone' : 'there'}`),
  }))
  await expect(failed).rejects.toThrow('no database')
  expect(closed).toEqual(['generation 2, its container there'])
  expect(await texts(served, '/')).toEqual(['hello from 1'])
  await served.swap(greeting)
  expect(await texts(served, '/')).toEqual(['hello from 3'])
}
