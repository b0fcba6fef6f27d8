/** Thrown by a check where this machine cannot show whether the rule holds: it is skipped, and the message says why. */
export class Inability extends Error {}
