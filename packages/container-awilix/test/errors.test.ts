import { expect, test } from 'vitest'
import { build } from './support/generations.ts'

test('an awilix that cannot be imported is named, with what to do', async () => {
  const cause = new Error("Cannot find package 'awilix'")
  const building = build(() => undefined, { import: () => Promise.reject(cause) })
  await expect(building).rejects.toMatchObject({
    code: 'HOTSEAT_AWILIX_IMPORT',
    cause,
    message: expect.stringContaining('npm install awilix'),
  })
})

test('an awilix that lacks what is needed is refused', async () => {
  const building = build(() => undefined, { import: () => Promise.resolve({}) })
  await expect(building).rejects.toMatchObject({ code: 'HOTSEAT_AWILIX_UNSUPPORTED' })
})

test('a build that is overtaken while awilix is imported ends with the signal’s reason', async () => {
  const reason = new Error('overtaken')
  const controller = new AbortController()
  const building = build(() => undefined, {
    signal: controller.signal,
    import: () => {
      controller.abort(reason)
      return Promise.reject(new Error('the loader stopped'))
    },
  })
  await expect(building).rejects.toBe(reason)
})
