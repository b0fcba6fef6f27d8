/**
 * Runs `work` and waits for it, but not beyond the signal's firing. Nothing of the wait is left behind.
 *
 * @throws what `work` throws, or the signal's reason; what `work` throws after that is nobody's concern
 */
export async function untilAborted(signal: AbortSignal, work: () => unknown): Promise<void> {
  signal.throwIfAborted()
  const { promise: aborted, resolve } = Promise.withResolvers<unknown>()
  signal.addEventListener('abort', resolve)
  try {
    await Promise.race([work(), aborted])
    signal.throwIfAborted()
  } finally {
    signal.removeEventListener('abort', resolve)
  }
}
