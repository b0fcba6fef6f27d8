/** Decorated members of one class. */
export const members = (...each: readonly string[]): string => `class Shape {\n${each.join('\n')}\n}`

export const classes: Readonly<Record<string, string>> = {
  overloads: `@dec class Shape {
    constructor(a: string); constructor(a: number, b: string); constructor(a: Plain, b?: string) {}
    one(a: string): string; @dec one(a: Imported): string { return '' } }`,
  'derived classes': `@dec class Shape extends Plain {}
    @dec class Other extends Plain { constructor(a: number) { super() } }`,
  'a class of itself': `@dec class Shape {
    constructor(a: Shape | null, b: Shape[]) {}
    @dec me: Shape; @dec same(a: Shape): Shape { return this } @dec static only: Shape }`,
  'abstract classes': `@dec abstract class Shape {
    constructor(a: Base, b: Plain) {}
    @dec abstract p: Plain; @dec protected abstract readonly q: string; @dec m(): this { return this } }`,
  'a default class': `@dec export default class { constructor(a: Plain) {} }`,
  'exported classes': `@dec export class Shape { constructor(a: Plain) {} }
    export @dec class Other { constructor(a: Plain) {} }`,
  'a class that comes later': `@dec class Shape { constructor(a: () => Later, b: Later[]) {} }\nclass Later {}`,
  'several decorators': `@dec @dec() @(dec) class Shape { constructor(a: Plain) {} @dec @dec() a: Plain; @dec() @dec
    b(x: string): void {} }`,
  'decorators on lines of their own':
    `@dec\n@dec({ a: '@dec' })\n// @dec\nexport class Shape {\n  @dec\n  a: string | null\n\n` +
    `  constructor(\n    @dec\n    private readonly b: Plain | null,\n    c: Role,\n  ) {}\n}`,
}

export const memberShapes: Readonly<Record<string, string>> = {
  properties: members('@dec a!: Plain', '@dec b?: string', '@dec c: Imported | null = null', '@dec e = 1'),
  'more properties': members('@dec readonly d: string = ""', '@dec declare f: Plain', '@dec g: Plain[]'),
  'properties of types': members('@dec a: Interface', '@dec b: Role', '@dec c?: Tone', '@dec d: this'),
  'static members': members(
    '@dec static a: number',
    '@dec static b(a: Imported): Plain { return a as never }',
    '@dec protected static readonly c: Imported[] = []',
    '@dec static get d(): Plain { return null! }',
  ),
  'keys of other kinds': `const key = Symbol('key')
    ${members(`@dec 'quoted name': string`, '@dec 42: string', `@dec ['computed']: Plain`, '@dec [key]: Plain', '@dec [`a`](): void {}')}`,
  'properties of functions': members(
    '@dec a = (x: string) => x',
    '@dec b: (x: string) => string = (x) => x',
    '@dec c: Function',
  ),
  getters: members(
    '@dec get a(): string { return "" }',
    '@dec get b() { return 1 }',
    '@dec get c(): Plain | null { return null }',
  ),
  setters: members('@dec set a(value: Plain) {}', '@dec set b(value) {}', '@dec set c(value: Role) {}'),
  'getters with setters': members(
    '@dec get a(): Plain { return null! }\nset a(value: Plain) {}',
    'get b(): Plain { return null! }\n@dec set b(value: Plain) {}',
    '@dec get c() { return null! }\nset c(value: Imported) {}',
    '@dec set d(value: string | number) {}\nget d(): string { return "" }',
    'static set a(value: string) {}\n@dec static get a(): string { return "" }',
  ),
  'automatic accessors': members(
    '@dec accessor a: Imported = null!',
    '@dec static accessor b: string = ""',
    '@dec accessor c = 1',
  ),
  methods: members(
    '@dec a(x: Plain, @dec y: string): Imported { return null! }',
    '@dec b(): void {}',
    '@dec c(x, y = 1) { return x }',
    '@dec d(x: string[]): Plain[] { return [] }',
    '@dec e(): never { throw 0 }',
    '@dec f(x: Tone): Role { return 0 }',
  ),
  'asynchronous methods': members(
    '@dec async a(x: number[]): Promise<string> { return "" }',
    '@dec async b() {}',
    '@dec c(): Promise<Imported> { return null! }',
    '@dec e(): PromiseLike<string> { return null! }',
  ),
  generators: members(
    '@dec *a(): Generator<string> {}',
    '@dec async *b(): AsyncGenerator<string> {}',
    '@dec *c() {}',
    '@dec async *d() {}',
  ),
  this: members('@dec a(): this { return this }', '@dec b(this: Shape, x: string) {}', '@dec d(x: this) {}'),
  predicates: members(
    '@dec a(x: unknown): x is string { return true }',
    '@dec b(x: unknown): asserts x is string {}',
    '@dec c(x: unknown): asserts x {}',
    '@dec d(): this is Plain { return true }',
  ),
  'type parameters of methods': members(
    '@dec one<X extends Plain>(a: X): X { return a }',
    '@dec two<Y extends string>(a: Y): Y { return a }',
  ),
  'optional parameters of methods': members(
    '@dec a(x?: Plain, y: Imported = null!): Plain | undefined { return x }',
    '@dec b(x = "a", y?: Role) {}',
  ),
}
