export { capture, type AppCapture, type CaptureOptions } from './capture.ts'
export type { Leftover } from './leftovers/leftover.ts'
