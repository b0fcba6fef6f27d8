import detectIndent from 'detect-indent'
import { applyEdits, modify, parse, type JSONPath } from 'jsonc-parser'

/** What `hotseat init` wants of a package.json. */
export interface PackageJsonWishes {
  /** What `scripts.dev` is to be. */
  readonly dev: string
  /** Packages to add to `devDependencies`, with their ranges. */
  readonly devDependencies: ReadonlyMap<string, string>
}

/**
 * A package.json with what is wished for, everything else as it was: order, indentation, line ends. A script that is called `dev`
 * already is kept under another name.
 *
 * @returns the text, and the name under which a script was kept
 */
export function editPackageJson(
  text: string,
  { dev, devDependencies }: PackageJsonWishes,
): { readonly text: string; readonly kept: string | undefined } {
  const scripts = namesOf(text, 'scripts')
  const present = read(text, 'scripts', 'dev')
  const isOurs = typeof present === 'string' && /\bhotseat dev\b/.test(present)
  let edited = text
  let kept: string | undefined
  if (present === undefined) edited = set(edited, ['scripts', 'dev'], dev)
  else if (!isOurs) {
    kept = freeName(scripts)
    const after = scripts.indexOf('dev') + 1
    edited = set(edited, ['scripts', kept], present, () => after)
    edited = set(edited, ['scripts', 'dev'], dev)
  }
  if (devDependencies.size > 0 && read(edited, 'devDependencies') === undefined)
    edited = set(edited, ['devDependencies'], {}, afterDependencies)
  for (const [name, range] of devDependencies) edited = set(edited, ['devDependencies', name], range, inOrder(name))
  return { text: edited, kept }
}

/** Whether files that do not say so are ES modules. */
export function isModule(text: string): boolean {
  return read(text, 'type') === 'module'
}

function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'dev:restart' : `dev:restart-${number}`
    if (!taken.includes(name)) return name
  }
}

/** Where one looks for it. */
function afterDependencies(names: string[]): number {
  return names.includes('dependencies') ? names.indexOf('dependencies') + 1 : names.length
}

/** Where package managers would put it. */
function inOrder(name: string): (names: string[]) => number {
  return (names) => {
    const index = names.findIndex((each) => each > name)
    return index === -1 ? names.length : index
  }
}

function set(text: string, path: JSONPath, value: unknown, getInsertionIndex?: (names: string[]) => number): string {
  const { type, amount } = detectIndent(text)
  const formattingOptions = {
    insertSpaces: type !== 'tab',
    tabSize: type === 'tab' ? 1 : amount || 2,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  }
  return applyEdits(
    text,
    modify(text, path, value, { formattingOptions, ...(getInsertionIndex && { getInsertionIndex }) }),
  )
}

function read(text: string, ...path: readonly string[]): unknown {
  return path.reduce((at: unknown, name) => (isObject(at) ? Reflect.get(at, name) : undefined), parse(text))
}

function namesOf(text: string, name: string): readonly string[] {
  const at = read(text, name)
  return isObject(at) ? Object.keys(at) : []
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
