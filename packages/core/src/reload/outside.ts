import { dirname, sep } from 'node:path'

export interface OutsideOptions {
  /** Folders that no watched folder may hold, for there would be too much in it: what is watched already, the home. */
  readonly apart: readonly string[]
  /** Files can be watched by themselves. */
  readonly fileRoots: boolean
}

/**
 * What is to be watched for files outside of what is watched: the folder of each, with all below, so that a file that
 * comes into being there is seen as well; where that would be too much, the file alone. No folder that lies in another.
 *
 * @param paths absolute
 */
export function outsideRoots(paths: Iterable<string>, { apart, fileRoots }: OutsideOptions): readonly string[] {
  const roots = new Set<string>()
  for (const path of paths) {
    const folder = dirname(path)
    if (!apart.some((each) => isWithin(each, folder))) roots.add(folder)
    else if (fileRoots) roots.add(path)
  }
  const isTop = (root: string): boolean => ![...roots].some((other) => other !== root && isWithin(root, other))
  return [...roots].filter(isTop)
}

/** True for `folder` itself and all below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
