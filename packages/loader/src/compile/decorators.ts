import { Visitor } from 'oxc-parser'
import { errors } from '../errors.ts'
import { locationAt } from '../stack/frame.ts'
import { syntaxTree } from './oxc.ts'
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

/** The offset of the first decorator in a source. */
export function firstDecorator(path: string, text: string): number | undefined {
  let first: number | undefined
  const note = (node: { readonly start: number }): void => {
    first = Math.min(first ?? node.start, node.start)
  }
  new Visitor({ Decorator: note }).visit(syntaxTree(path, text))
  return first
}
