import { classes, members, memberShapes } from './metadata-members.ts'

/** What the shapes import. */
export const around: Readonly<Record<string, string>> = {
  'src/dec.ts': `export const dec = (..._: unknown[]): any => {}`,
  'src/fallback.ts': `export default class Fallback {}`,
  'src/types.ts': `
    export class Plain { x = 1 }
    export class Imported { y = 1 }
    export class Generic<T> { value?: T }
    export abstract class Base { abstract y: number }
    export interface Interface { a: string }
    export type OnlyType = { b: string }
    export type Name = string
    export enum Role { Admin, User }
    export enum Tone { Low = 'low', High = 'high' }
    export enum Mixed { A, B = 'b' }
    export const Status = { On: 'on', Off: 'off' } as const
    export type Status = (typeof Status)[keyof typeof Status]
    export const Level = { One: 1, Two: 2 } as const
    export type Level = (typeof Level)[keyof typeof Level]
    export interface Tokened { a: string }
    export const Tokened = Symbol('Tokened')
    export interface Defaults { deep: { a: string } }
    export const Defaults: Defaults = { deep: { a: 'a' } }
    export interface Made { a: string }
    export const Made: { new (): Made } = class Hidden { a = '' }
    export namespace Space {
      export class Inner {}
      export enum Kind { A }
      export interface Shape { a: string }
      export namespace Deep { export class Inmost {} }
    }
    export { Imported as Renamed }`,
}

/** In front of every shape. What it does not use is left away. */
export const header = `
import { dec } from '../dec.js'
import Fallback from '../fallback.js'
import { EventEmitter } from 'node:events'
import * as fs from 'node:fs'
import * as all from '../types.js'
import { Base, Defaults, Generic, Imported, Level, Made, Mixed, Plain, Renamed, Role, Space, Status, Tokened, Tone } from '../types.js'
import { type Interface, Name, OnlyType } from '../types.js'
import type { Plain as TypeOnly, Role as RoleType } from '../types.js'
`

/** A constructor with a parameter of each type. */
const takes = (...types: readonly string[]): string =>
  `@dec class Shape { constructor(${types.map((type, index) => `p${index}: ${type}`).join(', ')}) {} }`

const types: Readonly<Record<string, string>> = {
  primitives: takes('string', 'number', 'boolean', 'symbol', 'bigint', 'object', 'any', 'unknown', 'never', 'void'),
  'primitives alone': takes('string', 'number', 'boolean', 'symbol', 'bigint'),
  classes: takes('Plain', 'Imported', 'Generic<string>', 'Base'),
  'classes of other kinds of imports': takes('Fallback', 'Renamed', 'all.Imported', 'EventEmitter', 'fs.Stats'),
  globals: takes('Date', 'RegExp', 'Error', 'Map<string, number>', 'Set<Plain>', 'URL', 'Buffer', 'Uint8Array'),
  'more globals': takes('WeakMap<object, string>', 'ArrayBuffer', 'Function', 'Promise<void>', 'AbortSignal'),
  'globals that are no classes': takes('Symbol', 'BigInt', 'Object', 'PromiseLike<string>', 'Iterable<string>', 'JSON'),
  'global types': takes('AsyncIterable<string>', 'NodeJS.ReadableStream', 'PropertyKey', 'ReadonlyMap<string, string>'),
  'wrapped primitives': takes('String', 'Number', 'Boolean'),
  interfaces: `interface Local { a: string }; interface Calls { (): void }; interface Makes { new (): Local }
    ${takes('Interface', 'Local', 'Calls', 'Makes', 'OnlyType', 'all.Interface')}`,
  'interfaces of other files': takes('Interface', 'OnlyType', 'all.Interface'),
  'an interface and a class of one name': `interface Merged { a: string }; class Merged {}\n${takes('Merged')}`,
  'an interface and a value of one name': takes('Tokened', 'Defaults', 'Made'),
  functions: takes('() => void', 'new () => Plain', 'abstract new () => Plain', '(a: string) => Promise<void>'),
  'object types': takes('{ a: 1 }', '{}', '{ [key: string]: Plain }', '{ (): void }'),
  arrays: takes('string[]', 'Plain[]', 'readonly number[]', 'Array<string>', 'ReadonlyArray<string>', 'string[][]'),
  tuples: takes('[string, number]', 'readonly [string]', '[a: string, b?: number]', '[]'),
  literals: takes(`'x'`, '1', 'true', 'false', 'null', 'undefined', '-1', '1n', '`a`', '`a${string}`'),
  'a negative bigint': takes('-1n', '-1n | 2n'),
  enums: `enum Numbers { One, Two }; enum Strings { A = 'a' }; enum Mix { A, B = 'b' }; enum Computed { A = 'a'.length }
    ${takes('Numbers', 'Strings', 'Mix', 'Computed', 'Numbers[]')}`,
  'an enum of nothing': `enum Empty {}\n${takes('Empty | Empty')}`,
  'members of enums': `enum Numbers { One, Two }; enum Strings { A = 'a' }
    ${takes('Numbers.One', 'Strings.A', 'Numbers.One | Numbers.Two', 'Role.Admin', 'Tone.Low')}`,
  'const enums': `const enum Numbers { One, Two }; const enum Strings { A = 'a' }
    ${takes('Numbers', 'Strings', 'Numbers.One')}`,
  'declared enums': `declare enum Numbers { One, Two }\n${takes('Numbers')}`,
  'imported enums': takes('Role', 'Tone', 'Mixed', 'Role[]', 'all.Role', 'Space.Kind'),
  'members of imported enums': takes('Role.Admin', 'Tone.Low', 'all.Role.User'),
  'constants as enums': takes('Status', 'Level', 'all.Status', 'Status[]'),
  namespaces: takes('Space.Inner', 'Space.Shape', 'Space.Deep.Inmost', 'all.Space.Inner'),
  'namespaces of the file': `
    namespace N { export class C {}; export enum E { A }; export interface I { a: 1 }; export type S = string }
    namespace N { export class Merged {}; export namespace Deep { export class D {} } }
    ${takes('N.C', 'N.E', 'N.I', 'N.S', 'N.Deep.D', 'N.E.A', 'N.Merged')}`,
  'a class in a namespace': `export namespace N {
    export class C {}; type S = string
    @dec export class Inside { constructor(a: C, b: S, c: Plain) {} } }`,
  'a namespace of two names': `namespace A.B { export class C {}; export type S = string }\n${takes('A.B.C', 'A.B.S')}`,
  'type parameters': `@dec class Shape<T, U extends string, V extends Plain, W extends 'a' | 1, X extends number[]> {
    constructor(a: T, b: U, c: V, d: W, e: X, f: T[]) {} }`,
  parentheses: takes('(string)', '((Plain))', '(Plain)[]', '(string | number)'),
  'mapped types': takes(
    `{ [K in 'a']: string }`,
    'Partial<Interface>',
    `Pick<Interface, 'a'>`,
    'Record<string, string>',
    'Readonly<Plain>',
  ),
  'library types of strings': takes(
    'Lowercase<string>',
    `Exclude<'a' | 'b', 'a'>`,
    `Extract<'a' | 1, string>`,
    'NonNullable<string>',
    'NonNullable<Plain>',
  ),
  'typeof and keyof': `const value = { a: 1 }; const text: string = ''; function func() {}
    ${takes('typeof value', 'typeof text', 'typeof func', 'typeof Plain', 'keyof Interface', 'keyof typeof value')}`,
  'types looked up': takes(`Interface['a']`, 'typeof import("node:fs")', `import('../types.js').Plain`),
  'unique symbols': `const key: unique symbol = Symbol('key')\n${takes('typeof key', 'unique symbol')}`,
}

const combinations: Readonly<Record<string, string>> = {
  unions: takes('string | number', `'a' | 'b'`, '1 | 2 | 3', `1 | 'a'`, `'a' | string`, 'true | false'),
  'unions of classes': takes('Plain | Imported', 'Plain | Plain', 'Promise<string> | Promise<number>'),
  'unions with null': takes('Plain | null', 'string | null', 'Role | null', 'null | undefined', '1 | 2 | null'),
  'unions of imports with null': takes('Interface | null', 'all.Imported | undefined', 'Map<string, string> | null'),
  'more unions with null': takes('Plain | (null)', '(Plain | null)', 'Plain | null | undefined', '(() => void) | null'),
  'unions of primitives with null': takes('bigint | null', 'symbol | null', 'void | string', 'string[] | null'),
  'unions of three': takes('Plain | string | null', 'string | number | boolean', `'a' | 'b' | undefined`),
  'unions of arrays and functions': takes(
    'string[] | number[]',
    '[] | string[]',
    'Array<string> | string[]',
    '(() => void) | (() => string)',
    'Plain[] | Plain',
  ),
  'unions with any, unknown and never': takes(
    'any | string',
    'unknown | string',
    'never | string',
    'never | Plain',
    'never | never',
  ),
  'unions of enums': `enum Numbers { One }; enum More { Two }
    ${takes('Numbers | null', 'Numbers | Numbers', 'Numbers | More', 'Role | Tone')}`,
  intersections: takes('Plain & Imported', 'Plain & { a: 1 }', 'Plain & null', 'string & {}', 'string & number'),
  'more intersections': takes('unknown & Plain', 'any & Plain', 'Plain & Plain', 'never & Plain'),
  'conditional types': takes(
    'string extends string ? 1 : 2',
    `'a' extends 'a' ? 'x' : 'y'`,
    'unknown extends string ? Plain : Plain',
    'string extends number ? Plain : string',
  ),
}

const aliases: Readonly<Record<string, string>> = {
  'type aliases': `
    type A = string; type B = 1 | 2; type C = Plain; type D = () => void; type E = string[]; type F = [string]
    type G = { a: 1 }; type H = A; type I = boolean
    ${takes('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I')}`,
  'more type aliases': `
    type A = string | number; type B = symbol; type C = bigint; type D = void; type E = never; type F = any
    type G = new () => Plain; type H = string[] | number[]; type I = readonly string[]; type J = unknown
    ${takes('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J')}`,
  'aliases of nullable types': `
    type A = string | null; type B = Plain | null; type C = null | undefined; type D = 'a' | 'b' | undefined
    ${takes('A', 'B', 'C', 'D', 'A | null', 'A | B')}`,
  'aliases of enums': `
    enum Numbers { One }; enum Strings { A = 'a' }; type A = Numbers; type B = Strings.A; type C = Numbers | Strings
    ${takes('A', 'B', 'C')}`,
  'aliases of branded types': `
    type Id = string & { readonly brand: unique symbol }; type Count = number & { readonly count: true }
    type Both = Plain & Imported
    ${takes('Id', 'Count', 'Both', 'Id[]')}`,
  'aliases of constants': `
    const list = ['a', 'b'] as const; const map = { A: 1, B: 2 } as const
    const words = { A: 'a' } as const satisfies Record<string, string>
    type A = (typeof list)[number]; type B = (typeof map)[keyof typeof map]; type C = keyof typeof map
    type D = (typeof words)['A']
    ${takes('A', 'B', 'C', 'D')}`,
  'aliases of keys': `
    interface Keyed { a: string; b: number }; type A = keyof Keyed; type B = keyof { 1: string }
    type C = \`a\${string}\`; type D = Uppercase<string>; type E = Exclude<A, 'a'>
    ${takes('A', 'B', 'C', 'D', 'E')}`,
  'generic aliases': `
    type List<T> = T[]; type Same<T> = T; type Maybe<T> = T | null; type A = Same<string>; type B = Maybe<number>
    type C<T extends string> = T
    ${takes('List<string>', 'Same<string>', 'Maybe<Plain>', 'A', 'B', `C<'a'>`)}`,
  'recursive aliases': `type Tree = { kids: Tree[] }; type Json = string | number | Json[]\n${takes('Tree', 'Json')}`,
  'aliases of one letter': `type T=()=>void;type S=string\n@dec class Shape{constructor(a:T,b:S,c:S|T){}}`,
  'aliases in a function': `export const make = () => {
    type Local = string; enum Own { A }; class Inner {}
    @dec class Shape { constructor(a: Local, b: Own, c: Inner) {} }
    return Shape }
    make()`,
  'an alias that hides another': `type Hidden = number
    export function make() { type Hidden = string; @dec class Shape { constructor(a: Hidden) {} }; return Shape }
    make()`,
  'aliases in members': `type Alias = string; type Fn = () => void
    ${members('@dec a: Alias', '@dec b: Alias | null', `@dec c: 'a' | 'b'`, '@dec d(x: Alias, y: Fn): Alias { return x }')}`,
}

const parameters: Readonly<Record<string, string>> = {
  'parameter properties': `@dec class Shape {
    constructor(private readonly a: Plain, public b?: string, readonly c: number = 1, protected d = 'x') {} }`,
  'defaults and optional': `@dec class Shape {
    constructor(a = 1, b = 'x', c: Plain = new Plain(), d?: Plain, e = true, f?: string[]) {} }`,
  destructured: `@dec class Shape { constructor({ a }: Interface, [b]: string[], { x }: Plain = new Plain()) {} }`,
  'no types': `@dec class Shape { constructor(a, b) {} }\n@dec class Empty { constructor() {} }\n@dec class None {}`,
  'rest of strings': `@dec class Shape { constructor(a: Plain, ...b: string[]) {} }`,
  'rest of classes': `@dec class Shape { constructor(...b: Plain[]) {} }
    @dec class Other { constructor(...b: Array<Imported>) {} }
    @dec class More { constructor(...b: ReadonlyArray<Plain>) {} }`,
  'rest of others': `type Alias = string[]
    @dec class A { constructor(...b: readonly Plain[]) {} }
    @dec class B { constructor(...b: [string, number]) {} }
    @dec class C { constructor(...b) {} }
    @dec class D { constructor(...b: any) {} }
    @dec class E { constructor(...b: Alias) {} }
    @dec class F { constructor(...b: (Plain | null)[]) {} }
    @dec class G { constructor(...b: string[][]) {} }`,
  'rest in methods': members('@dec one(...a: Imported[]): void {}', '@dec two(a: string, ...b: Role[]): void {}'),
  'decorated parameters only': `class Shape {
    constructor(@dec a: Plain, b: Role) {}
    one(@dec a: Plain): Role { return 0 }
    two(a: string, @dec b: number, c: Tone) {} }`,
  'decorated parameters too': `@dec class Shape {
    constructor(@dec private a: Plain, @dec b: string | null, ...c: Imported[]) {}
    @dec one(@dec a: Plain, b: Role): Plain { return a } }`,
}

/** Modules with decorated classes, by what is tried. */
export const shapes = { ...types, ...combinations, ...aliases, ...parameters, ...classes, ...memberShapes }

/** What one file does not tell. */
export const unknowable: Readonly<Record<string, string>> = {
  'imported aliases': takes('Name', 'all.Name'),
  'imported without values': takes('TypeOnly', 'RoleType'),
  'a condition that is certain': `type A = string extends string ? number : boolean\n${takes('A')}`,
}
