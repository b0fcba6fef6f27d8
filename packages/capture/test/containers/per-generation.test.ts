import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { perGenerationOf } from '../../src/per-generation.ts'

function folder(manifests: Readonly<Record<string, object>>): string {
  const root = mkdtempSync(join(tmpdir(), 'hotseat-per-generation-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, manifest] of Object.entries(manifests)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), JSON.stringify(manifest))
  }
  return root
}

test('packages that use one of which each generation has its own are its own too, wherever they are installed', () => {
  const root = folder({
    'app/package.json': { dependencies: { mongoose: '*', near: '*', hoisted: '*', other: '*' } },
    'app/node_modules/near/package.json': { peerDependencies: { mongoose: '*' } },
    'node_modules/hoisted/package.json': { dependencies: { mongoose: '*' } },
    'node_modules/other/package.json': { dependencies: { express: '*' } },
  })
  expect(perGenerationOf(join(root, 'app'))).toEqual(['mongoose', 'near', 'hoisted'])
})
