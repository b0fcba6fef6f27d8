/**
 * Has what the process writes to stdout go to stderr, until it is disposed: where stdout is for the answer, what a config or an
 * adapter prints as it loads would be in the way.
 */
export function divertStdout(): Disposable {
  const { stdout, stderr } = process
  const own = stdout.write.bind(stdout)
  stdout.write = stderr.write.bind(stderr)
  return {
    [Symbol.dispose]() {
      stdout.write = own
    },
  }
}
