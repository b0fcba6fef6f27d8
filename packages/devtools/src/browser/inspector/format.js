/** How numbers and moments are written. */

/**
 * @param {number} milliseconds
 * @returns {string} `0.4 ms`, `12 ms`, `1.25 s`, `2 min 5 s`
 */
export function duration(milliseconds) {
  if (milliseconds > 0 && milliseconds < 0.05) return '< 0.1 ms'
  if (milliseconds < 9.95) return `${Math.round(milliseconds * 10) / 10} ms`
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 59.95) return `${Math.round(seconds * (seconds < 10 ? 100 : 10)) / (seconds < 10 ? 100 : 10)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/**
 * @param {number} bytes
 * @returns {string} `48.2 MB`; decimal, as disks and browsers count
 */
export function size(bytes) {
  const amount = Math.abs(bytes)
  if (amount < 1000) return `${Math.round(bytes)} B`
  if (amount < 1e6) return `${Math.round(bytes / 1000)} KB`
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/**
 * @param {number} moment milliseconds since 1970
 * @returns {string} `14:03:09`
 */
export function clock(moment) {
  return new Date(moment).toTimeString().slice(0, 8)
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 * @returns {string} `1 module`, `1,200 modules`
 */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
