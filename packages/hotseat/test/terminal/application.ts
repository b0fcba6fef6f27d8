import { join } from 'node:path'
import { plainConfig, project } from '../project.ts'
import { openScreen, type Screen, type ScreenOptions } from './screen.ts'

const bin = join(import.meta.dirname, '../../src/bin.ts')

/** An application without a library. */
export const files = {
  'package.json': '{ "type": "module", "name": "mine", "version": "1.0.0" }',
  'hotseat.config.mjs': plainConfig,
  'src/text.ts': `export const text: string = 'one'`,
  'src/app.ts': `
    import type { IncomingMessage, ServerResponse } from 'node:http'
    import { text } from './text.ts'
    export const started = { times: 0 }
    export default () => (request: IncomingMessage, response: ServerResponse) => {
      if (request.url === '/slow') return
      response.end(text)
    }`,
} as const

export interface Served {
  readonly root: string
  readonly screen: Screen
  /** What the application answers. */
  readonly get: (path?: string) => Promise<string>
}

/** Serves an application in a terminal, and waits until it is up. */
export async function serveOnScreen(
  changes: Readonly<Record<string, string>> = {},
  options: Partial<ScreenOptions> & { readonly args?: readonly string[]; readonly nodeArgs?: readonly string[] } = {},
): Promise<Served> {
  const root = project({ ...files, ...changes })
  const { args = [], nodeArgs = [], ...rest } = options
  const screen = openScreen(process.execPath, [...nodeArgs, bin, 'dev', ...args], {
    cwd: root,
    ...rest,
    env: { PORT: '0', ...options.env },
  })
  await screen.shows(/generation 1 in/)
  const url = () => [...screen.text().matchAll(/serves (http:\S+)/g)].at(-1)?.[1] ?? ''
  return { root, screen, get: async (path = '/') => await (await fetch(new URL(path, url()))).text() }
}
