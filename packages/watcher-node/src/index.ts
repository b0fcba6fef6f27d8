export { nodeWatcher, pollingWatcher, type NodeWatcherOptions, type PollingWatcherOptions } from './node.ts'
