/**
 * Has what the process writes to stdout go to stderr while `work` goes on: where stdout is for the answer, what a config or an
 * adapter prints as it loads would be in the way.
 */
export async function withStdoutDiverted<Result>(work: () => Promise<Result>): Promise<Result> {
  const { stdout, stderr } = process
  const own = stdout.write.bind(stdout)
  stdout.write = stderr.write.bind(stderr)
  try {
    return await work()
  } finally {
    stdout.write = own
  }
}
