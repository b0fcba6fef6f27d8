export { chokidar, type ChokidarOptions } from './chokidar.ts'
