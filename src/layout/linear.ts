/**
 * A straight line from a domain to a range, held at both ends. (The scales of d3 bring colour and number formats along,
 * nine kilobytes that nothing here needs.)
 */
export function linear(domain: readonly [number, number], range: readonly [number, number]): (value: number) => number {
  const [from, to] = domain;
  const slope = to === from ? 0 : (range[1] - range[0]) / (to - from);
  return (value) => range[0] + (Math.min(to, Math.max(from, value)) - from) * slope;
}
