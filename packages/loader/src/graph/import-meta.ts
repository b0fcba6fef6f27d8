import { dirname } from 'node:path'
import type { Hot } from '../hot.ts'
import type { EsModule } from './module.ts'

export interface MetaHost {
  /** The path of the entry. */
  readonly entry: string
  /** The URL of what a specifier stands for. @throws {HotseatError} `HOTSEAT_LOADER_UNRESOLVED` */
  resolveUrl(importer: EsModule, specifier: string): string
  readonly hot: { readonly of: (module: EsModule) => Hot | undefined }
}

/** The `import.meta` of a module: what Node gives it, as of a file that runs as it is, and `hot`. */
export function importMeta(module: EsModule, host: MetaHost): ImportMeta {
  const { path, url } = module.unit
  const hot = host.hot.of(module)
  const meta: ImportMeta = {
    ...(hot && { hot }),
    dirname: dirname(path),
    filename: path,
    main: path === host.entry,
    resolve: (specifier: string) => host.resolveUrl(module, specifier),
    url,
  }
  return Object.setPrototypeOf(meta, null)
}
