/** One task of turbo's summary of a run. */
export interface Task {
  /** `@hotseat/core#test` */
  readonly id: string
  /** Undefined when it did not run, because what it needs had failed. */
  readonly exitCode: number | undefined
}

/** What vitest reported of one folder. */
export interface Report {
  /** `packages/core`; `.` for the workspace's own tests, `node22` for what was run on that Node. */
  readonly folder: string
  readonly passed: number
  readonly failed: number
  /** False also when a file could not be loaded, or an error came after the tests. */
  readonly success: boolean
}

export interface Summary {
  readonly passed: number
  readonly failed: number
  /** One line for each failure that is no failed test. */
  readonly remarks: readonly string[]
}

/**
 * Failed is whatever is not known to have passed: each failed test; each failed build, type check or lint; each
 * report that is missing, empty or at odds with itself; and, for want of anything else, a run that ended badly.
 *
 * @param status the exit status of the whole run
 * @param folders where a report has to be
 */
export function summarize(
  status: number,
  folders: readonly string[],
  tasks: readonly Task[],
  reports: readonly Report[],
): Summary {
  const remarks = [
    ...tasks.filter(({ id }) => !runsTests(id)).flatMap(({ id, exitCode }) => (exitCode === 0 ? [] : [`${id} failed`])),
    ...folders.flatMap((folder) => {
      const report = reports.find((candidate) => candidate.folder === folder)
      if (!report) return [`${folder} has no test report`]
      if (report.passed + report.failed === 0) return [`${folder} has no tests`]
      return report.success || report.failed > 0 ? [] : [`${folder} failed besides its tests`]
    }),
  ]
  const passed = reports.reduce((sum, report) => sum + report.passed, 0)
  const failed = reports.reduce((sum, report) => sum + report.failed, remarks.length)
  if (failed > 0 || status === 0) return { passed, failed, remarks }
  return { passed, failed: 1, remarks: [`the run ended with status ${status}`] }
}

/** @param summary the JSON that turbo wrote of a run */
export function tasksOf(summary: unknown): readonly Task[] {
  const tasks = member(summary, 'tasks')
  if (!Array.isArray(tasks)) return []
  return tasks.map((task: unknown) => {
    const exitCode = member(member(task, 'execution'), 'exitCode')
    return { id: String(member(task, 'taskId')), exitCode: typeof exitCode === 'number' ? exitCode : undefined }
  })
}

/** @param json what vitest's JSON reporter wrote */
export function reportOf(folder: string, json: unknown): Report {
  return {
    folder,
    passed: Number(member(json, 'numPassedTests') ?? 0),
    failed: Number(member(json, 'numFailedTests') ?? 0),
    success: member(json, 'success') === true,
  }
}

/** A task that leaves a report. */
function runsTests(id: string): boolean {
  return ['#test', '#house', '#nodes'].some((name) => id.endsWith(name))
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
