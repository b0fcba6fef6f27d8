import type { Expression, TSInterfaceDeclaration, TSType } from 'oxc-parser'
import type { Kind } from './type-kinds.ts'
import { follow, pathOf, type Scope } from './type-scope.ts'

type Key = string | number

/** Of `keyof T`. */
export function keyKinds(type: TSType, scope: Scope): readonly Kind[] {
  const keys = keysOf(type, scope)
  if (!keys) return ['Object']
  return [...new Set(keys.map((key): Kind => (typeof key === 'number' ? 'Number' : 'String')))]
}

function keysOf(type: TSType, scope: Scope): readonly Key[] | undefined {
  switch (type.type) {
    case 'TSParenthesizedType':
      return keysOf(type.typeAnnotation, scope)
    case 'TSTypeLiteral':
      return signatureKeys(type.members)
    case 'TSTypeQuery': {
      const value = constantOf(type, scope)
      if (value?.type !== 'ObjectExpression') return undefined
      return allKnown(value.properties.map((each) => (each.type === 'Property' ? keyOf(each) : undefined)))
    }
    case 'TSTypeReference': {
      const [declared] = follow(pathOf(type.typeName), scope)?.declared ?? []
      if (declared?.kind !== 'interface' || declared.node.extends.length > 0) return undefined
      return signatureKeys(declared.node.body.body)
    }
    default:
      return undefined
  }
}

function signatureKeys(members: TSInterfaceDeclaration['body']['body']): readonly Key[] | undefined {
  return allKnown(
    members.map((each) =>
      each.type === 'TSPropertySignature' || each.type === 'TSMethodSignature' ? keyOf(each) : undefined,
    ),
  )
}

function allKnown(keys: readonly (Key | undefined)[]): readonly Key[] | undefined {
  const known = keys.filter((key) => key !== undefined)
  return known.length === keys.length ? known : undefined
}

function keyOf({ key, computed }: { readonly key: object; readonly computed: boolean }): Key | undefined {
  if (computed) return undefined
  if ('name' in key && typeof key.name === 'string') return key.name
  return 'value' in key && (typeof key.value === 'string' || typeof key.value === 'number') ? key.value : undefined
}

/** Of `(typeof constant)[number]` and `(typeof constant)[keyof typeof constant]`: the types of enums without `enum`. */
export function valueKinds(type: TSType, scope: Scope): readonly Kind[] {
  if (type.type === 'TSParenthesizedType') return valueKinds(type.typeAnnotation, scope)
  const value = type.type === 'TSTypeQuery' ? constantOf(type, scope) : undefined
  if (value?.type === 'ArrayExpression') return value.elements.map(expressionKind)
  if (value?.type !== 'ObjectExpression') return ['Object']
  return value.properties.map((each) => (each.type === 'Property' ? expressionKind(each.value) : 'Object'))
}

function expressionKind(expression: { readonly type: string } | null): Kind {
  if (expression?.type === 'TemplateLiteral') return 'String'
  if (expression?.type !== 'Literal' || !('value' in expression)) return 'Object'
  const { value } = expression
  if (typeof value === 'string') return 'String'
  if (typeof value === 'number') return 'Number'
  return typeof value === 'boolean' ? 'Boolean' : 'Object'
}

/** The expression that a constant of this file is. */
function constantOf({ exprName }: Extract<TSType, { readonly type: 'TSTypeQuery' }>, scope: Scope): Expression | null {
  if (exprName.type !== 'Identifier') return null
  const [declared] = scope.find(exprName.name)?.declared ?? []
  if (declared?.kind !== 'variable' || declared.node.id.typeAnnotation) return null
  let { init } = declared.node
  while (init?.type === 'TSAsExpression' || init?.type === 'TSSatisfiesExpression') init = init.expression
  return init
}
