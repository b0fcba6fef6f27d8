import type { TSEnumDeclaration, TSEnumMember, TSInterfaceDeclaration, TSLiteral, TSType } from 'oxc-parser'
import { keyKinds, valueKinds } from './type-keys.ts'
import { follow, pathOf, Scope, type Found } from './type-scope.ts'

/**
 * What the values of a type are at run time, as far as metadata tells them apart. `Nothing` is null, undefined or void;
 * `Any` is any or unknown.
 */
export type Kind =
  | 'String'
  | 'Number'
  | 'Boolean'
  | 'BigInt'
  | 'Symbol'
  | 'Array'
  | 'Function'
  | 'Object'
  | 'Nothing'
  | 'Any'

const primitives = new Set<Kind>(['String', 'Number', 'Boolean', 'BigInt', 'Symbol'])

const keywords: Partial<Record<TSType['type'], readonly Kind[]>> = {
  TSStringKeyword: ['String'],
  TSTemplateLiteralType: ['String'],
  TSNumberKeyword: ['Number'],
  TSBooleanKeyword: ['Boolean'],
  TSBigIntKeyword: ['BigInt'],
  TSSymbolKeyword: ['Symbol'],
  TSNullKeyword: ['Nothing'],
  TSUndefinedKeyword: ['Nothing'],
  TSVoidKeyword: ['Nothing'],
  TSAnyKeyword: ['Any'],
  TSUnknownKeyword: ['Any'],
  TSNeverKeyword: [],
  TSArrayType: ['Array'],
  TSTupleType: ['Array'],
  TSFunctionType: ['Function'],
}

/** Types that TypeScript brings along, and that are no objects. */
const ofLibrary: Readonly<Record<string, readonly Kind[]>> = {
  Array: ['Array'],
  ReadonlyArray: ['Array'],
  Lowercase: ['String'],
  Uppercase: ['String'],
  Capitalize: ['String'],
  Uncapitalize: ['String'],
  PropertyKey: ['String', 'Number', 'Symbol'],
}
const filters = new Set(['NonNullable', 'Exclude', 'Extract'])

/** Aliases may be recursive. */
const deepest = 20

/**
 * Of what kinds the members of a type are that an alias names. What another file declares cannot be told: it is taken
 * for an object, as for tsc most of it is.
 *
 * @param depth of aliases
 */
function kindsOf(type: TSType, scope: Scope, depth = 0): readonly Kind[] {
  const known = keywords[type.type]
  if (known) return known
  if (depth > deepest) return ['Object']
  const inner = (each: TSType): readonly Kind[] => kindsOf(each, scope, depth + 1)
  switch (type.type) {
    case 'TSParenthesizedType':
      return inner(type.typeAnnotation)
    case 'TSLiteralType':
      return [literalKind(type.literal)]
    case 'TSUnionType':
      return type.types.flatMap(inner)
    case 'TSIntersectionType':
      return intersection(type.types.flatMap(inner))
    case 'TSConditionalType':
      return [...inner(type.trueType), ...inner(type.falseType)]
    case 'TSTypeOperator':
      if (type.operator === 'readonly') return inner(type.typeAnnotation)
      return type.operator === 'unique' ? ['Symbol'] : keyKinds(type.typeAnnotation, scope)
    case 'TSIndexedAccessType':
      return valueKinds(type.objectType, scope)
    case 'TSTypeReference': {
      const path = pathOf(type.typeName)
      const parameters = type.typeArguments?.params ?? []
      const found = follow(path, scope)
      if (found) return declaredKinds(found, parameters, scope, depth + 1)
      const [name = ''] = path
      const [first] = parameters
      if (first && filters.has(name)) {
        return inner(first).filter((kind) => name !== 'NonNullable' || kind !== 'Nothing')
      }
      return (path.length > 1 ? enumMemberKinds(path, scope) : ofLibrary[name]) ?? ['Object']
    }
    default:
      return ['Object']
  }
}

/**
 * @param parameters what an alias is used with
 * @param use where they are written
 */
export function declaredKinds(
  { declared, scope }: Found,
  parameters: readonly TSType[],
  use: Scope,
  depth = 0,
): readonly Kind[] {
  for (const each of declared) {
    switch (each.kind) {
      case 'enum':
        return enumKinds(each.node)
      case 'alias': {
        const { typeParameters, typeAnnotation } = each.node
        const inner = parameters.length === 0 ? scope.with(typeParameters) : new Scope(scope)
        for (const [index, type] of parameters.entries()) {
          const name = typeParameters?.params[index]?.name.name
          if (name !== undefined) inner.add(name, { kind: 'argument', type, scope: use })
        }
        return kindsOf(typeAnnotation, inner, depth)
      }
      case 'argument':
        return kindsOf(each.type, each.scope, depth)
      case 'parameter': {
        const kinds = each.constraint ? kindsOf(each.constraint, scope, depth) : []
        return kinds.length > 0 && kinds.every((kind) => primitives.has(kind)) ? kinds : ['Object']
      }
      case 'interface':
        if (isCallable(each.node)) return ['Function']
        break
      default:
    }
  }
  return ['Object']
}

function isCallable({ body }: TSInterfaceDeclaration): boolean {
  return body.body.some(({ type }) => type === 'TSCallSignatureDeclaration')
}

function enumKinds({ body }: TSEnumDeclaration): readonly Kind[] {
  return body.members.length === 0 ? ['Number'] : [...new Set(body.members.map(memberKind))]
}

/** Of `Role.Admin`; undefined if that is no member of an enum of this file. */
export function enumMemberKinds(path: readonly string[], scope: Scope): readonly Kind[] | undefined {
  const declared = follow(path.slice(0, -1), scope)?.declared ?? []
  const members = declared.flatMap((each) => (each.kind === 'enum' ? each.node.body.members : []))
  const member = members.find(({ id }) => ('name' in id ? id.name : 'value' in id && id.value) === path.at(-1))
  return member && [memberKind(member)]
}

/** What is computed is a number: the strings that an enum's members have must be plain to see. */
function memberKind({ initializer }: TSEnumMember): Kind {
  if (initializer?.type === 'TemplateLiteral') return 'String'
  return initializer?.type === 'Literal' && typeof initializer.value === 'string' ? 'String' : 'Number'
}

export function literalKind(literal: TSLiteral): Kind {
  if (literal.type === 'TemplateLiteral') return 'String'
  const value = literal.type === 'UnaryExpression' ? literal.argument : literal
  if ('bigint' in value) return 'BigInt'
  if (!('value' in value)) return 'Number'
  return typeof value.value === 'string' ? 'String' : typeof value.value === 'boolean' ? 'Boolean' : 'Number'
}

/** A primitive with a brand is the primitive, two of them are nothing that there is. */
function intersection(parts: readonly Kind[]): readonly Kind[] {
  const found = new Set(parts.filter((kind) => primitives.has(kind)))
  if (found.size > 0) return found.size === 1 ? [...found] : []
  const others = parts.filter((kind) => kind !== 'Any')
  return others.length === 1 ? others : ['Object']
}
