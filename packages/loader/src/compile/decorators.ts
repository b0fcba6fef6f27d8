import { errors } from '../errors.ts'
import { parser } from '../on-demand.ts'
import { locationAt } from '../stack/frame.ts'
import { mayHaveDecorators } from './native-decorators.ts'
import { moduleRecord, syntaxTree } from './oxc.ts'
import type { Settings } from './settings.ts'

/** Class decorators of libraries that construct from `design:paramtypes` alone, so that without it they must fail. */
const needMetadata: Record<string, readonly string[]> = {
  tsyringe: ['injectable', 'singleton', 'scoped'],
}

/**
 * Refuses a class that its library will not be able to construct: decorated by one of {@link needMetadata}, with a
 * required parameter that names no token, in a project that does not emit metadata. Only what is certain to fail:
 * native decorators, other libraries and classes without such parameters pass.
 *
 * @throws {HotseatError} `HOTSEAT_TSCONFIG_DECORATOR_METADATA`
 */
export function checkMetadata(path: string, text: string, settings: Settings): void {
  const { syntax, tsconfig } = settings
  if (!syntax.legacyDecorators || syntax.decoratorMetadata || tsconfig === undefined) return
  const library = Object.keys(needMetadata).find((name) => text.includes(`'${name}'`) || text.includes(`"${name}"`))
  if (library === undefined) return
  const names = new Set<string>()
  const { Visitor } = parser()
  new Visitor({
    ImportDeclaration(node) {
      if (node.source.value !== library) return
      for (const specifier of node.specifiers) {
        if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') continue
        if (needMetadata[library]?.includes(specifier.imported.name)) names.add(specifier.local.name)
      }
    },
    ClassDeclaration(node) {
      const decorated = node.decorators.some(
        ({ expression }) =>
          expression.type === 'CallExpression' &&
          expression.callee.type === 'Identifier' &&
          names.has(expression.callee.name),
      )
      if (!decorated) return
      for (const member of node.body.body) {
        if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue
        // Parameters from the first with a default on do not count into the constructor's length: they may be absent.
        const [first] = member.value.params
        const parameter = first?.type === 'TSParameterProperty' ? first.parameter : first
        if (!first || !parameter || parameter.type === 'AssignmentPattern' || parameter.type === 'RestElement') continue
        if (member.value.params.some((each) => 'decorators' in each && (each.decorators?.length ?? 0) > 0)) continue
        throw errors.decoratorMetadata(
          node.id?.name ?? 'this class',
          library,
          locationAt(path, text, first.start),
          tsconfig,
        )
      }
    },
  }).visit(syntaxTree(path, text))
}

/** Libraries whose decorators are TypeScript's older ones: called as those of ECMAScript, they fail or do nothing. */
const legacyOnly =
  /^(?:tsyringe|inversify[\w-]*|@inversifyjs\/.+|reflect-metadata|@nestjs\/.+|typeorm|type-graphql|typedi|class-validator|class-transformer|routing-controllers|sequelize-typescript|@typegoose\/.+|@tsed\/.+|tsoa|typescript-ioc|injection-js|@angular\/.+)$/

/**
 * Refuses a file whose decorators would be called as ECMAScript's, although they are certain to be the older ones: a
 * parameter is decorated, the file imports from {@link legacyOnly}, or the project asks for metadata.
 *
 * @throws {HotseatError} `HOTSEAT_TSCONFIG_EXPERIMENTAL_DECORATORS`
 */
export function checkLegacy(path: string, text: string, settings: Settings, chain: () => readonly string[]): void {
  const { syntax, tsconfig } = settings
  if (syntax.legacyDecorators || !mayHaveDecorators(text)) return
  const { start, ofParameter } = findDecorators(path, text)
  if (start === undefined) return
  const isLegacy =
    ofParameter ||
    syntax.decoratorMetadata ||
    moduleRecord(path, text).staticImports.some(({ moduleRequest }) => legacyOnly.test(moduleRequest.value))
  if (isLegacy) throw errors.decorators(locationAt(path, text, start), tsconfig, chain(), undefined)
}

/** Where the first decorator of a source is, and whether there is one of a parameter. */
function findDecorators(
  path: string,
  text: string,
): { readonly start: number | undefined; readonly ofParameter: boolean } {
  let start: number | undefined
  let ofParameter = false
  const { Visitor } = parser()
  new Visitor({
    Decorator(node) {
      start = Math.min(start ?? node.start, node.start)
    },
    FunctionExpression({ params }) {
      ofParameter ||= params.some(({ decorators }) => decorators !== undefined && decorators.length > 0)
    },
  }).visit(syntaxTree(path, text))
  return { start, ofParameter }
}
