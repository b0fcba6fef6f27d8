import type {
  Class,
  Declaration,
  Directive,
  ImportDeclaration,
  Statement,
  TSEnumDeclaration,
  TSGlobalDeclaration,
  TSInterfaceDeclaration,
  TSModuleDeclaration,
  TSType,
  TSTypeAliasDeclaration,
  TSTypeName,
  TSTypeParameterDeclaration,
  VariableDeclarator,
} from 'oxc-parser'

/** What a name stands for where a type is written. One name may stand for several: they merge. */
export type Declared =
  | { readonly kind: 'class'; readonly node: Class }
  | { readonly kind: 'interface'; readonly node: TSInterfaceDeclaration }
  | { readonly kind: 'alias'; readonly node: TSTypeAliasDeclaration }
  | { readonly kind: 'enum'; readonly node: TSEnumDeclaration }
  | { readonly kind: 'variable'; readonly node: VariableDeclarator }
  | { readonly kind: 'function' }
  | { readonly kind: 'import'; readonly typeOnly: boolean }
  | { readonly kind: 'namespace'; readonly members: Scope }
  | { readonly kind: 'parameter'; readonly constraint: TSType | null }
  /** A parameter of an alias, where the alias is used. */
  | { readonly kind: 'argument'; readonly type: TSType; readonly scope: Scope }

export interface Found {
  readonly declared: readonly Declared[]
  /** Where the names in the declarations are looked up. */
  readonly scope: Scope
}

/** The names that are declared in one block of a file, and in those around it. */
export class Scope {
  readonly #around: Scope | undefined
  readonly #names = new Map<string, Declared[]>()

  constructor(around?: Scope) {
    this.#around = around
  }

  add(name: string, declared: Declared): void {
    const known = this.#names.get(name)
    if (known) known.push(declared)
    else this.#names.set(name, [declared])
  }

  find(name: string): Found | undefined {
    return this.own(name) ?? this.#around?.find(name)
  }

  /** What was declared in this very block. */
  own(name: string): Found | undefined {
    const declared = this.#names.get(name)
    return declared && { declared, scope: this }
  }

  /** This scope, and in it the type parameters of a class, a function or an alias. */
  with(parameters: TSTypeParameterDeclaration | null | undefined): Scope {
    if (!parameters) return this
    const inner = new Scope(this)
    for (const { name, constraint } of parameters.params) inner.add(name.name, { kind: 'parameter', constraint })
    return inner
  }
}

/** @param statements of a program, a block or a namespace */
export function scopeOf(statements: readonly (Directive | Statement)[], around?: Scope): Scope {
  const scope = new Scope(around)
  for (const statement of statements) {
    switch (statement.type) {
      case 'ImportDeclaration':
        declareImports(statement, scope)
        break
      case 'TSImportEqualsDeclaration':
        scope.add(statement.id.name, { kind: 'import', typeOnly: statement.importKind === 'type' })
        break
      case 'ExportNamedDeclaration':
        if (statement.declaration) declare(statement.declaration, scope)
        break
      case 'ExportDefaultDeclaration': {
        const { declaration } = statement
        if (declaration.type === 'ClassDeclaration' || declaration.type === 'TSInterfaceDeclaration') {
          declare(declaration, scope)
        }
        break
      }
      default:
        declare(statement, scope)
    }
  }
  return scope
}

function declareImports({ specifiers, importKind }: ImportDeclaration, scope: Scope): void {
  for (const specifier of specifiers) {
    const typeOnly = importKind === 'type' || (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type')
    scope.add(specifier.local.name, { kind: 'import', typeOnly })
  }
}

function declare(node: Declaration | Class | Directive | Statement, scope: Scope): void {
  switch (node.type) {
    case 'ClassDeclaration':
      if (node.id) scope.add(node.id.name, { kind: 'class', node })
      break
    case 'TSInterfaceDeclaration':
      scope.add(node.id.name, { kind: 'interface', node })
      break
    case 'TSTypeAliasDeclaration':
      scope.add(node.id.name, { kind: 'alias', node })
      break
    case 'TSEnumDeclaration':
      scope.add(node.id.name, { kind: 'enum', node })
      break
    case 'TSModuleDeclaration':
      declareNamespace(node, scope)
      break
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      if (node.id) scope.add(node.id.name, { kind: 'function' })
      break
    case 'VariableDeclaration':
      for (const declarator of node.declarations) {
        if (declarator.id.type === 'Identifier') scope.add(declarator.id.name, { kind: 'variable', node: declarator })
      }
      break
    default:
  }
}

function declareNamespace(node: TSModuleDeclaration | TSGlobalDeclaration, scope: Scope): void {
  if (node.global) {
    for (const statement of node.body.body) declare(statement, scope)
    return
  }
  if (node.id.type === 'Literal' || !node.body) return
  // `namespace A.B {}` is a namespace B in a namespace A.
  const names = node.id.type === 'Identifier' ? [node.id.name] : pathOf(node.id)
  const last = names.pop()
  let inner = scope
  for (const name of names) {
    const members = new Scope(inner)
    inner.add(name, { kind: 'namespace', members })
    inner = members
  }
  if (last !== undefined) inner.add(last, { kind: 'namespace', members: scopeOf(node.body.body, inner) })
}

/** `['N', 'Deep', 'C']` of `N.Deep.C`. */
export function pathOf(name: TSTypeName): string[] {
  if (name.type === 'TSQualifiedName') return [...pathOf(name.left), name.right.name]
  return [name.type === 'ThisExpression' ? 'this' : name.name]
}

/** What a path of names leads to, as far as it leads through namespaces of this file. */
export function follow(path: readonly string[], scope: Scope): Found | undefined {
  const [first = '', ...rest] = path
  let found = scope.find(first)
  for (const name of rest) {
    const members = found?.declared.flatMap((each) => (each.kind === 'namespace' ? [each.members] : [])) ?? []
    found = members.map((each) => each.own(name)).find((each) => each !== undefined)
  }
  return found
}
