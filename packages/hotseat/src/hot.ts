/** Brings the type of `import.meta.hot`: `/// <reference types="hotseat/hot" />`. */
export type { Hot } from '@hotseat/loader/hot'
