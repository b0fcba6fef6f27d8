import type { FileStatus, FileSystem } from '../../src/files/file-system.ts'

/** Files in memory. Every write has a modification time of its own. */
export class VirtualFiles implements FileSystem {
  readonly #files = new Map<string, { readonly bytes: Uint8Array; readonly status: FileStatus }>()
  #writes = 0n

  write(path: string, text: string): void {
    this.#writes += 1n
    const bytes = new TextEncoder().encode(text)
    const status = { size: BigInt(bytes.length), mtimeNs: this.#writes, ctimeNs: this.#writes, ino: this.#writes }
    this.#files.set(path, { bytes, status })
  }

  remove(path: string): void {
    this.#files.delete(path)
  }

  readonly status = (path: string): FileStatus => this.#file(path).status
  readonly read = (path: string): Uint8Array => this.#file(path).bytes
  readonly isFile = (path: string): boolean => this.#files.has(path)
  readonly canonical = (path: string): string => path

  #file(path: string): { readonly bytes: Uint8Array; readonly status: FileStatus } {
    const file = this.#files.get(path)
    if (!file) throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' })
    return file
  }
}
