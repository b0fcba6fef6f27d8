/** A tsconfig.json for a project. */
export function tsconfig(compilerOptions: object, rest: object = {}, file = 'tsconfig.json'): Record<string, string> {
  return { [file]: JSON.stringify({ compilerOptions, ...rest }) }
}
