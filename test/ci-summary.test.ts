import { expect, test } from 'vitest'
import { reportOf, summarize, tasksOf } from '../.ci/reports.ts'

const report = (folder: string, numPassedTests: number, numFailedTests = 0, success = numFailedTests === 0) =>
  reportOf(folder, { numPassedTests, numFailedTests, success })
const task = (taskId: string, exitCode?: number) =>
  tasksOf({ tasks: [{ taskId, execution: exitCode === undefined ? undefined : { exitCode } }] })
const summaryOf = (...args: Parameters<typeof summarize>) => {
  const { passed, failed, remarks } = summarize(...args)
  return [`${passed} passed, ${failed} failed`, ...remarks]
}

test('a good run is the sum of its reports', () => {
  const tasks = [...task('core#test', 0), ...task('//#lint', 0)]
  expect(summaryOf(0, ['.', 'packages/core'], tasks, [report('.', 2), report('packages/core', 40)])).toEqual([
    '42 passed, 0 failed',
  ])
})

test('failed tests are counted, and not the task that ran them as well', () => {
  expect(summaryOf(1, ['.'], task('//#house', 1), [report('.', 2, 3)])).toEqual(['2 passed, 3 failed'])
})

test('a failed build, type check or lint is a failure, and so is one that could not run', () => {
  const tasks = [...task('core#build', 2), ...task('http#build'), ...task('//#lint', 1)]
  expect(summaryOf(1, ['.'], tasks, [report('.', 2)])).toEqual([
    '2 passed, 3 failed',
    'core#build failed',
    'http#build failed',
    '//#lint failed',
  ])
})

test('a report that is missing, or empty, is a failure', () => {
  expect(
    summaryOf(0, ['.', 'packages/core', 'packages/http'], [], [report('.', 2), report('packages/core', 0)]),
  ).toEqual(['2 passed, 2 failed', 'packages/core has no tests', 'packages/http has no test report'])
})

test('a Node on which nothing was run is a failure, and one on which tests failed is not counted twice', () => {
  const reports = [report('.', 2), report('node22', 30, 1)]
  expect(summaryOf(1, ['.', 'node22', 'node26'], task('//#nodes', 1), reports)).toEqual([
    '32 passed, 2 failed',
    'node26 has no test report',
  ])
})

test('a file that could not be loaded is a failure although no test failed', () => {
  expect(summaryOf(1, ['.'], [], [report('.', 2, 0, false)])).toEqual([
    '2 passed, 1 failed',
    '. failed besides its tests',
  ])
})

test('a run that ended badly has never 0 failed', () => {
  expect(summaryOf(1, ['.'], [], [report('.', 2)])).toEqual(['2 passed, 1 failed', 'the run ended with status 1'])
})
