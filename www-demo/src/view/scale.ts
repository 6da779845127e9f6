// Places on a line, as shares of its length: pictures then fit any width.

/** From a number to its place between two others, 0 to 1. */
export function scale(low: number, high: number): (value: number) => number {
  return (value) => Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
}

export function share(part: number): string {
  return `${Number((part * 100).toFixed(3))}%`;
}
