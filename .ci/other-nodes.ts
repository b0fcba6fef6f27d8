import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A Node that the workspace does not develop with, but that Hotseat runs on. */
export interface OtherNode {
  /** `node22` */
  readonly name: string
  /** As all that follow, from the workspace's folder. */
  readonly executable: string
  /** Where vitest's report goes of what was run on it. */
  readonly report: string
}

const folder = join('test', 'nodes')
const manifest: { dependencies: Record<string, string> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', folder, 'package.json'), 'utf8'),
)

export const otherNodes: readonly OtherNode[] = Object.keys(manifest.dependencies).map((name) => ({
  name,
  executable: join(folder, 'node_modules', name, 'bin', 'node'),
  report: join('.reports', `${name}.json`),
}))
