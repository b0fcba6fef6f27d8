/** The bytes of a source file as they were when they were read. */
export interface SourceFile {
  /** See `contentHash`. */
  readonly hash: string
  readonly text: string
}

/**
 * The way to the application's source. Reads are synchronous: they are small, and nothing can happen in between.
 */
export interface SourceFiles {
  /**
   * Reads a file.
   * @param path absolute
   * @throws the file system's error: `ENOENT`, `EISDIR`, …
   */
  read(path: string): SourceFile
  /**
   * The hash of a file's bytes as they are now; read only when the file's status says that they may have changed.
   * @param path absolute
   * @throws as {@link SourceFiles.read}
   */
  hash(path: string): string
}
