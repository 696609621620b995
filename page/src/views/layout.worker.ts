// Where the nodes of a graph stand: ties pull, nodes push, and what would be written over one another is moved apart.
// Nothing is drawn by lot: the same graph always looks the same. Spring layout after Fruchterman and Reingold (1991), with
// the leaf end of a tie giving way more than the hub.

export interface Asked {
  widths: number[]; // of each node with its label, px
  links: [number, number][];
}

const [TICKS, REST, PUSH, CENTRE] = [260, 90, 2600, 0.035];
const [HIGH, LEFT, PASSES] = [20, 10, 120];

onmessage = (e: MessageEvent<Asked>) => postMessage(layout(e.data));

function layout({ widths, links }: Asked): [number, number][] {
  const n = widths.length;
  const degree = new Array<number>(n).fill(0);
  for (const [a, b] of links) [degree[a], degree[b]] = [degree[a]! + 1, degree[b]! + 1];
  const order = widths.map((_, i) => i).sort((a, b) => degree[b]! - degree[a]! || a - b);
  const [x, y, vx, vy] = [0, 1, 2, 3].map(() => new Float64Array(n)) as [Float64Array, Float64Array, Float64Array, Float64Array];
  order.forEach((i, k) => {
    const [r, turn] = [REST * 0.6 * Math.sqrt(k + 0.5), k * 2.399963229728653]; // the golden angle: evenly, and without chance
    [x[i], y[i]] = [r * Math.cos(turn), r * Math.sin(turn)];
  });
  for (let tick = 0; tick < TICKS; tick++) {
    const heat = Math.pow(0.001, tick / TICKS);
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) {
        const [dx, dy] = [x[j]! - x[i]!, y[j]! - y[i]!];
        const push = (PUSH * heat) / (dx * dx + dy * dy + 60);
        vx[i]! -= dx * push * 0.1, vy[i]! -= dy * push * 0.1, vx[j]! += dx * push * 0.1, vy[j]! += dy * push * 0.1;
      }
    for (const [a, b] of links) {
      const [dx, dy] = [x[b]! - x[a]!, y[b]! - y[a]!];
      const far = Math.hypot(dx, dy) || 1;
      const pull = (((far - REST) / far) * heat) / Math.min(degree[a]!, degree[b]!);
      const give = degree[a]! / (degree[a]! + degree[b]!);
      vx[b]! -= dx * pull * give, vy[b]! -= dy * pull * give, vx[a]! += dx * pull * (1 - give), vy[a]! += dy * pull * (1 - give);
    }
    for (let i = 0; i < n; i++) {
      vx[i]! -= x[i]! * CENTRE * heat, vy[i]! -= y[i]! * CENTRE * heat * 1.5; // a screen is wider than high
      vx[i]! *= 0.6, vy[i]! *= 0.6;
      x[i]! += vx[i]!, y[i]! += vy[i]!;
    }
  }
  spread(x, y, widths);
  return widths.map((_, i) => [x[i]!, y[i]!]);
}

// Labels stand right of their node; two that overlap are moved apart the shorter way.
function spread(x: Float64Array, y: Float64Array, widths: number[]): void {
  const n = widths.length;
  for (let pass = 0; pass < PASSES; pass++) {
    let moved = false;
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) {
        const down = HIGH - Math.abs(y[j]! - y[i]!);
        if (down <= 0) continue;
        const [left, right] = x[i]! <= x[j]! ? [i, j] : [j, i];
        const across = x[left]! + widths[left]! + LEFT - x[right]!;
        if (across <= 0) continue;
        moved = true;
        if (down <= across) {
          const by = (y[j]! >= y[i]! ? down : -down) / 2 + 0.01;
          y[i]! -= by, y[j]! += by;
        } else x[left]! -= across / 2, x[right]! += across / 2;
      }
    if (!moved) return;
  }
}
