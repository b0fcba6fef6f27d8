import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { posix, sep, win32 } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Paths as others may see them. */
export interface Paths {
  /** `src/a.ts`; of a package what is below `node_modules`; of anything else that is not below the root its name alone: `…/b.ts`. */
  readonly relative: (path: string) => string
  /** A text without the root and the home in it. */
  readonly strip: (text: string) => string
}

/** @param root the application's folder, absolute; undefined: paths are seen as they are */
export function createPaths(root: string | undefined): Paths {
  if (root === undefined) return { relative: (path) => path, strip: (text) => text }
  const roots = [...new Set([root, existsSync(root) ? realpathSync.native(root) : root])].map(withoutEnd)
  const home = withoutEnd(homedir())
  // A root of one segment, such as `/app`, is still taken out; the root of the disk would be in every path.
  const hidden = roots.filter((each) => each.length > 1).flatMap(spellings)
  const homes = home.length > 1 ? spellings(home) : []
  return {
    relative(path) {
      const own = roots.find((each) => path.startsWith(each + sep))
      if (own !== undefined) return path.slice(own.length + 1).replaceAll(sep, posix.sep)
      const [, inPackage] = /.*[\\/](node_modules[\\/].+)$/s.exec(path) ?? []
      return inPackage?.replaceAll(sep, posix.sep) ?? `…/${win32.basename(path)}`
    },
    strip(text) {
      const ownTaken = hidden.reduce((taken, each) => without(taken, each, ''), text)
      return homes.reduce((taken, each) => without(taken, each, '~/'), ownTaken)
    },
  }
}

function withoutEnd(path: string): string {
  return path.length > 1 && path.endsWith(sep) ? path.slice(0, -1) : path
}

/** As a path and as a URL, the longer first. */
function spellings(path: string): string[] {
  return [pathToFileURL(path).href, path]
}

/** The folder itself is left as `.`, so that a sentence that ends with it still says something. */
function without(text: string, folder: string, instead: string): string {
  return text
    .replaceAll(`${folder}/`, instead)
    .replaceAll(`${folder}\\`, instead)
    .replaceAll(folder, instead === '' ? '.' : '~')
}
