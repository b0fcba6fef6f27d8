import { HotseatError, type ModuleLoader } from '@hotseat/core'
import { adding, configuring, emitting, reading, remembering, type Planted } from './tampering.ts'

/** For each rule that needs a compiler, what breaks it. */
export const loaderFaults = {
  'loader/imports-commonjs': 'exports CommonJS as a whole only',
  'loader/commonjs-imports-modules': 'gives CommonJS copies',
  'loader/commonjs-knows-its-place': 'runs CommonJS elsewhere',
  'loader/circular-requires': 'hides what is half done',
  'loader/commonjs-is-reloaded': 'reads CommonJS once',
  'loader/imports-json': 'reads JSON once',
  'loader/compiles-typescript': 'knows no enum',
  'loader/resolves-as-typescript': 'expects extensions',
  'loader/follows-paths': 'knows no paths',
  'loader/fields-as-set': 'defines every field',
  'loader/follows-extends': 'extends nothing',
  'loader/settings-are-source': 'reads settings once',
  'loader/stacks-lead-to-the-source': 'counts a line that it adds',
  'loader/stacks-after-an-edit': 'counts a line that it adds later',
  'loader/locates-errors': 'locates the line below',
  'loader/metadata-of-classes': 'emits Object for classes',
  'loader/metadata-of-enums': 'emits Object for enums',
  'loader/metadata-of-arrays': 'emits Object for arrays',
  'loader/metadata-of-unions': 'knows no strictNullChecks',
  'loader/metadata-in-a-cycle': 'does not explain cycles',
} as const satisfies Readonly<Record<string, string>>

export type LoaderFault = (typeof loaderFaults)[keyof typeof loaderFaults]

const builtins = new Set<unknown>([Array, Number, Object, String])

const faults: Readonly<Record<LoaderFault, Planted>> = {
  'exports CommonJS as a whole only': adding(/\.cjs$/, '\nmodule.exports = { default: module.exports }'),
  'gives CommonJS copies': reading(/\.cjs$/, (text) =>
    text.replace(/import\('[^']+'\)/, (found) => `${found}.then((all) => structuredClone({ ...all }))`),
  ),
  'runs CommonJS elsewhere': reading(/\.cjs$/, (text) => `__dirname = '/'; ${text}`),
  'hides what is half done': reading(/two\.cjs$/, (text) => text.replace(/require\('[^']+one\.cjs'\)/, '{}')),
  'reads CommonJS once': remembering(/\.cjs$/),
  'reads JSON once': remembering(/data\.json$/),
  'knows no enum': reading(/\.ts$/, (text) => text.replace(/^enum .*$/m, '')),
  'expects extensions': reading(/\.ts$/, (text) => text.replace(/'\.\/bare'/, `'./bare/index.js'`)),
  'knows no paths': configuring((config) => ({ ...config, compilerOptions: { target: 'es2022' } }), 'paths'),
  'defines every field': configuring(
    (config) => ({ ...config, compilerOptions: { useDefineForClassFields: true } }),
    'target',
  ),
  'extends nothing': configuring(() => ({}), 'extends'),
  'reads settings once': remembering(/base\.json$/),
  'counts a line that it adds': reading(/\.ts$/, (text) => `\n${text}`),
  'counts a line that it adds later': reading(/\.ts$/, (text, generation) => (generation > 1 ? `\n${text}` : text)),
  'locates the line below': (right) => ({
    ...right,
    locate(error) {
      const location = right.locate?.(error)
      return location && { ...location, line: location.line + 1 }
    },
  }),
  'emits Object for classes': emitting((type) => (builtins.has(type) ? type : Object)),
  'emits Object for enums': emitting((type) => (type === Number ? Object : type)),
  'emits Object for arrays': emitting((type) => (type === Array ? Object : type)),
  'knows no strictNullChecks': configuring(
    ({ compilerOptions }) => ({ compilerOptions: { ...compilerOptions, strictNullChecks: true } }),
    'strictNullChecks',
  ),
  'does not explain cycles': (right) => ({
    ...right,
    load: async (entry, context) =>
      await right.load(entry, context).catch((error: unknown) => {
        throw HotseatError.is(error) ? error.cause : error
      }),
  }),
}

export function plantLoaderFault(right: ModuleLoader, fault: LoaderFault): ModuleLoader {
  return faults[fault](right)
}
