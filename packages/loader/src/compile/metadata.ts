import type { MagicString } from 'magic-string'
import type { Class, ClassElement, ParamPattern, Program, TSType } from 'oxc-parser'
import { editor, parser } from '../on-demand.ts'
import { serializedType } from './serialized-type.ts'
import { Scope, scopeOf } from './type-scope.ts'

/** What the compiler imports to write metadata; the loader has a stand-in for it, `runtime/decorate-metadata.ts`. */
export const metadataHelper = '@oxc-project/runtime/helpers/decorateMetadata'

const helper = '__hotseat_metadata__'

interface Writing {
  readonly edits: MagicString
  readonly text: string
  readonly strictNullChecks: boolean
}

/**
 * Writes the types that decorators are told of into a source, as decorators of their own: `@dec a: string` becomes
 * `@dec @__hotseat_metadata__("design:type", String) a: string`. They come last, so that they are applied first, as tsc's.
 */
export function withMetadata(
  text: string,
  program: Program,
  { strictNullChecks, commonJs }: { readonly strictNullChecks: boolean; readonly commonJs: boolean },
): MagicString {
  const { MagicString } = editor()
  const edits = new MagicString(text)
  for (const [node, scope] of classesOf(program)) writeClass(node, scope, { edits, text, strictNullChecks })
  if (commonJs) {
    const head = program.body.findLast((each) => 'directive' in each && each.directive !== null) ?? program.hashbang
    const line = `var ${helper} = require("${metadataHelper}").default;`
    if (head) edits.appendLeft(head.end, head === program.hashbang ? `\n${line}` : `;${line}`)
    else edits.prepend(line)
  } else {
    edits.append(`\nimport ${helper} from "${metadataHelper}";`)
  }
  return edits
}

/** The classes of a file, each with the names that are known in it. */
function classesOf(program: Program): (readonly [Class, Scope])[] {
  const classes: (readonly [Class, Scope])[] = []
  const scopes = [new Scope()]
  const around = (): Scope => scopes.at(-1) ?? new Scope()
  const leave = (): void => void scopes.pop()
  const block = ({ body }: { readonly body: Program['body'] }): void => void scopes.push(scopeOf(body, around()))
  const generic = ({ typeParameters }: Pick<Class, 'typeParameters'>): void =>
    void scopes.push(around().with(typeParameters))
  const { Visitor } = parser()
  new Visitor({
    Program: block,
    BlockStatement: block,
    'BlockStatement:exit': leave,
    StaticBlock: block,
    'StaticBlock:exit': leave,
    TSModuleBlock: block,
    'TSModuleBlock:exit': leave,
    FunctionDeclaration: generic,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: generic,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: generic,
    'ArrowFunctionExpression:exit': leave,
    ClassDeclaration(node) {
      generic(node)
      classes.push([node, around()])
    },
    'ClassDeclaration:exit': leave,
  }).visit(program)
  return classes
}

function writeClass(node: Class, scope: Scope, writing: Writing): void {
  const { strictNullChecks, text, edits } = writing
  const one = (type: TSType | undefined): string => serializedType(type, { scope, strictNullChecks })
  const all = (params: readonly ParamPattern[]): string => {
    const own = params.filter((each) => !(each.type === 'Identifier' && each.name === 'this'))
    return `[${own.map((each) => one(annotation(each))).join(', ')}]`
  }
  for (const member of node.body.body) {
    if (member.type === 'MethodDefinition') {
      const { kind, value } = member
      const { params } = value
      const place = placeFor(kind === 'constructor' ? node.decorators : member.decorators, params)
      // Without a body it is an overload.
      if (!place || !value.body) continue
      if (kind === 'constructor') {
        write(edits, place, { paramtypes: all(params) }, decorated(params))
      } else if (kind === 'method') {
        const isPromise = value.async && !value.generator
        const returntype = value.returnType ? one(value.returnType.typeAnnotation) : isPromise ? 'Promise' : 'void 0'
        write(edits, place, { type: 'Function', paramtypes: all(params), returntype })
      } else {
        const { getter, setter } = accessors(member, node, text)
        const [written] = setter?.value.params ?? []
        const type = (written && annotation(written)) ?? getter?.value.returnType?.typeAnnotation
        write(edits, place, { type: one(type), paramtypes: all(setter?.value.params ?? []) })
      }
    } else if ('typeAnnotation' in member && 'decorators' in member) {
      const place = placeFor(member.decorators, [])
      if (!place) continue
      if (member.type === 'TSAbstractPropertyDefinition') declareAbstract(member, writing)
      write(edits, place, { type: one(member.typeAnnotation?.typeAnnotation) })
    }
  }
}

type Property = Extract<ClassElement, { readonly definite?: unknown }>

/** The compiler drops the decorators of what is abstract, but not of what is declared. */
function declareAbstract({ decorators, start, key }: Property, { edits, text }: Writing): void {
  const from = decorators.at(-1)?.end ?? start
  const keyword = from + text.slice(from, key.start).search(/\babstract\b/)
  edits.update(keyword, keyword + 'abstract'.length, 'declare')
}

type Method = Extract<ClassElement, { readonly value: { readonly params: unknown } }>

/** The getter and the setter of a property, one of which is given. */
function accessors(
  given: Method,
  { body }: Class,
  text: string,
): { readonly getter: Method | undefined; readonly setter: Method | undefined } {
  const nameOf = ({ key }: Method): string => text.slice(key.start, key.end)
  const find = (kind: 'get' | 'set'): Method | undefined => {
    for (const each of body.body) {
      if (each.type !== 'MethodDefinition' || each.kind !== kind || each.static !== given.static) continue
      if (nameOf(each) === nameOf(given)) return each
    }
    return undefined
  }
  return { getter: find('get'), setter: find('set') }
}

/** The type that a parameter is declared to have; of `...rest` that of its elements. */
function annotation(parameter: ParamPattern): TSType | undefined {
  switch (parameter.type) {
    case 'TSParameterProperty':
      return annotation(parameter.parameter)
    case 'AssignmentPattern':
      return parameter.left.typeAnnotation?.typeAnnotation
    case 'RestElement': {
      const type = parameter.typeAnnotation?.typeAnnotation
      if (type?.type === 'TSArrayType') return type.elementType
      const types = type?.type === 'TSTypeReference' ? type.typeArguments?.params : undefined
      return types?.length === 1 ? types[0] : undefined
    }
    default:
      return parameter.typeAnnotation?.typeAnnotation
  }
}

type Place = { readonly after: number } | { readonly before: number }

/** Where a decorator is the first to be applied: those of parameters are applied before. Undefined if there are none. */
function placeFor(decorators: Class['decorators'], params: readonly ParamPattern[]): Place | undefined {
  // Of a rest parameter the compiler knows no decorators.
  const decorable = params.filter(({ type }) => type !== 'RestElement')
  const last = decorable.at(-1)
  if (last && decorable.some((each) => each.decorators && each.decorators.length > 0)) {
    const end = last.decorators?.at(-1)?.end
    return end === undefined ? { before: last.start } : { after: end }
  }
  const end = decorators.at(-1)?.end
  return end === undefined ? undefined : { after: end }
}

/** The parameters that have decorators, by index: these say what is injected, whatever the type. */
function decorated(params: readonly ParamPattern[]): string {
  const indexes = params.flatMap(({ decorators }, index) => (decorators && decorators.length > 0 ? [index] : []))
  return indexes.length > 0 ? `, [${indexes.join(', ')}]` : ''
}

/** @param more a further argument of the helper */
function write(edits: MagicString, place: Place, types: Readonly<Record<string, string>>, more = ''): void {
  const written = Object.entries(types).map(([kind, value]) => `@${helper}("design:${kind}", ${value}${more}) `)
  if ('after' in place) edits.appendLeft(place.after, ` ${written.join('')}`)
  else edits.appendRight(place.before, written.join(''))
}
