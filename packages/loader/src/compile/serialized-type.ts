import type { TSType, TSTypeReference } from 'oxc-parser'
import { declaredKinds, enumMemberKinds, literalKind, type Kind } from './type-kinds.ts'
import { follow, pathOf, type Scope } from './type-scope.ts'

interface Context {
  readonly scope: Scope
  readonly strictNullChecks: boolean
}

const nothing = 'void 0'

const fixed: Partial<Record<TSType['type'], string>> = {
  TSVoidKeyword: nothing,
  TSUndefinedKeyword: nothing,
  TSNullKeyword: nothing,
  TSNeverKeyword: nothing,
  TSFunctionType: 'Function',
  TSConstructorType: 'Function',
  TSArrayType: 'Array',
  TSTupleType: 'Array',
  TSBooleanKeyword: 'Boolean',
  TSStringKeyword: 'String',
  TSTemplateLiteralType: 'String',
  TSNumberKeyword: 'Number',
  TSBigIntKeyword: 'BigInt',
  TSSymbolKeyword: 'Symbol',
}

/**
 * What tsc writes into metadata for a type, as an expression: the rules of its `typeSerializer.ts`, as far as one file
 * tells what a name stands for.
 *
 * @param type undefined where none is written
 */
export function serializedType(type: TSType | undefined, context: Context): string {
  if (!type) return 'Object'
  const known = fixed[type.type]
  if (known !== undefined) return known
  switch (type.type) {
    case 'TSParenthesizedType':
      return serializedType(type.typeAnnotation, context)
    case 'TSTypePredicate':
      return type.asserts ? nothing : 'Boolean'
    case 'TSLiteralType':
      return literalKind(type.literal)
    case 'TSUnionType':
      return inCommon(type.types, false, context)
    case 'TSIntersectionType':
      return inCommon(type.types, true, context)
    case 'TSConditionalType':
      return inCommon([type.trueType, type.falseType], false, context)
    case 'TSTypeOperator':
      return type.operator === 'readonly' ? serializedType(type.typeAnnotation, context) : 'Object'
    case 'TSTypeReference':
      return reference(type, context)
    default:
      return 'Object'
  }
}

/** What all types of a union or an intersection are. */
function inCommon(types: readonly TSType[], isIntersection: boolean, context: Context): string {
  let common: string | undefined
  for (const each of types) {
    const type = withoutParentheses(each)
    if (type.type === 'TSNeverKeyword') {
      if (isIntersection) return nothing
      continue
    }
    if (type.type === 'TSUnknownKeyword') {
      if (!isIntersection) return 'Object'
      continue
    }
    if (!context.strictNullChecks && (type.type === 'TSNullKeyword' || type.type === 'TSUndefinedKeyword')) continue
    const serialized = serializedType(type, context)
    if (serialized === 'Object' || (common !== undefined && common !== serialized)) return 'Object'
    common = serialized
  }
  return common ?? nothing
}

function withoutParentheses(type: TSType): TSType {
  return type.type === 'TSParenthesizedType' ? withoutParentheses(type.typeAnnotation) : type
}

/** Of TypeScript's own library: interfaces whose names are values too, but no classes; and arrays. */
const ofLibrary: Readonly<Record<string, string>> = {
  Symbol: 'Object',
  BigInt: 'Object',
  Array: 'Array',
  ReadonlyArray: 'Array',
}

function reference({ typeName }: TSTypeReference, { scope, strictNullChecks }: Context): string {
  const path = pathOf(typeName)
  const found = follow(path, scope)
  if (!found) {
    const [name = ''] = path
    if (path.length === 1) return ofLibrary[name] ?? atRunTime(path)
    const kinds = enumMemberKinds(path, scope)
    return kinds ? combined(kinds, strictNullChecks) : atRunTime(path)
  }
  const { declared } = found
  const is = (kind: (typeof declared)[number]['kind']): boolean => declared.some((each) => each.kind === kind)
  if (declared.some((each) => each.kind === 'import' && each.typeOnly)) return 'Object'
  // Both an interface and a value: a class to its users if the value is one.
  if (is('class') || is('import') || (is('interface') && is('variable'))) return atRunTime(path)
  return combined(declaredKinds(found, [], scope), strictNullChecks)
}

/** As tsc tells it of a type all members of which it knows. */
function combined(kinds: readonly Kind[], strictNullChecks: boolean): string {
  const isNothing = kinds.every((kind) => kind === 'Nothing')
  if (isNothing) return strictNullChecks && kinds.length > 1 ? 'Object' : nothing
  const some = strictNullChecks ? kinds : kinds.filter((kind) => kind !== 'Nothing')
  const [first] = some
  if (first === undefined || first === 'Any' || some.some((kind) => kind !== first)) return 'Object'
  // Only one that stands alone is an array or a function.
  return some.length > 1 && (first === 'Array' || first === 'Function') ? 'Object' : first
}

/** A name that has a value: that, or Object where there is none, as tsc writes it of what it does not know. */
function atRunTime(path: readonly string[]): string {
  const prefixes = path.map((_, index) => path.slice(0, index + 1).join('.'))
  const isAbsent = prefixes.map((prefix) => `typeof ${prefix} === "undefined"`).join(' || ')
  return `${isAbsent} ? Object : ${path.join('.')}`
}
