/** What an import stands for. */
export type Target =
  /** A file of the application, or of a package that each generation has for itself. */
  | { readonly kind: 'source'; readonly path: string }
  /** Node's own affair: an installed package, a builtin, an addon. */
  | { readonly kind: 'external'; readonly url: string }
