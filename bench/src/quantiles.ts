/** p50, p95 and the maximum of times in milliseconds. */
export function summary(times: readonly number[]): string {
  const figures = [0.5, 0.95, 1].map((share) => `p${share * 100} ${quantile(times, share).toFixed(1)} ms`)
  return `${figures.join(', ')} (${times.length} times)`
}

export function median(times: readonly number[]): number {
  return quantile(times, 0.5)
}

export function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((left, right) => left - right)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}
