// For authors of watchers: what the rules are written with, for tests of what only their library does.
export { codeUnder } from './watcher/elsewhere/code.ts'
export { write } from './watcher/files.ts'
export { record, temporaryDirectory } from './watcher/recorder.ts'
