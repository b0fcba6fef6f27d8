import { fileOf, lazily, reporting, type Plan, type Surroundings } from './random-plan.ts'

/** The source of a CommonJS module of a random graph. */
export function commonJsSource(plan: Plan, { self, plans }: Surroundings): string {
  const { imports, throws, callsHoisted, shape } = plan
  const body = imports.flatMap(({ to, kind }, index) => {
    const local = `i${index}`
    const load = `${local} = require('./${fileOf(plans, to)}')`
    const guarded = `var ${local}; try { ${load} } catch (error) { log('require ' + describe(error)) }`
    return [
      kind % 3 === 0 ? `const ${load}` : guarded,
      kind % 2 === 0
        ? `see('${local}', () => typeof ${local} + keys(${local}))`
        : `see('${local}', () => ${local}.value)`,
      ...(kind === 4 ? [`see('${local}', () => { ${local}.value = 'changed by m${self}' })`] : []),
      ...(kind === 5 && callsHoisted ? [`see('${local}', () => ${local}.hoisted('${self}'))`] : []),
      ...(kind === 7 ? [`see('${local}', () => ${local} === require('./${fileOf(plans, to)}'))`] : []),
    ]
  })
  const fails = `if (globalThis.__log) throw new TypeError('thrown by m${self}')`
  return [
    ...reporting(self),
    `log('start ' + module.loaded + (this === exports) + typeof __dirname)`,
    ...(throws === 'early' ? [fails] : []),
    ...exporting(self, shape, imports[0] && `./${fileOf(plans, imports[0].to)}`),
    ...body,
    ...lazily(plan, plans),
    ...(throws === 'late' ? [fails] : []),
    `log('end')`,
    '',
  ].join('\n')
}

function exporting(self: number, shape: number, first: string | undefined): string[] {
  const members = [
    `var counter = 0`,
    `const value = 'value of m${self}'`,
    `function increment() { exports.counter = ++counter }`,
    `function hoisted(by) { return 'm${self} called by ' + by }`,
  ]
  switch (shape) {
    case 0:
      return [...members, `module.exports = { value, counter, increment, hoisted }`]
    case 1:
      return [
        ...members,
        `Object.defineProperty(exports, '__esModule', { value: true })`,
        `exports.default = class Named {}`,
        `exports.value = value; exports.counter = counter; exports.increment = increment; exports.hoisted = hoisted`,
      ]
    case 2:
      return [
        ...members,
        `module.exports = function whole() {}`,
        `module.exports.value = value; module.exports.increment = increment; module.exports.hoisted = hoisted`,
      ]
    case 3:
      return first === undefined ? [...members, `exports.value = value`] : [`module.exports = require('${first}')`]
    default:
      return [
        ...members,
        `exports.value = value; exports.counter = counter; exports.increment = increment; exports.hoisted = hoisted`,
      ]
  }
}
