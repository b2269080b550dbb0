/**
 * Places drawn where they lie to each other, without a boundary that nobody measured: for drawings that are made once, on the server or
 * on a page. The drawing that people move about in is `ui/Cartogram.tsx`.
 */
export type Spot = { lon: number; lat: number; name: string; r: number };
export type SpotLabel = { dx: number; dy: number; anchor: 'start' | 'middle' | 'end' };
export type Placed = { x: number; y: number; label: SpotLabel | null };

/** Where each place stands in a drawing of a size, and where its name has room; a name without room is left to the table beside it. */
export function placeSpots(
  spots: readonly Spot[],
  { width, height, edge }: { width: number; height: number; edge: number },
): Placed[] {
  if (spots.length === 0) return [];
  const lons = spots.map((one) => one.lon);
  const lats = spots.map((one) => one.lat);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  // A degree of longitude is shorter the further it lies from the equator.
  const lonScale = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min(
    (width - 2 * edge) / ((east - west) * lonScale || 1),
    (height - 2 * edge) / (north - south || 1),
  );
  const dots = apart(
    spots.map((one) => ({
      x: width / 2 + (one.lon - (west + east) / 2) * lonScale * scale,
      y: height / 2 - (one.lat - (south + north) / 2) * scale,
      r: one.r,
      text: one.name,
    })),
    { width, height },
  );
  const labels = placeLabels(dots, width);
  return dots.map(({ x, y }, at) => ({ x, y, label: labels[at] ?? null }));
}

type Dot = { x: number; y: number; r: number; text: string };

/** Pushes dots apart until none covers another. */
function apart(dots: Dot[], { width, height }: { width: number; height: number }): Dot[] {
  for (let round = 0; round < 40; round += 1) {
    let moved = false;
    dots.forEach((one, a) =>
      dots.slice(a + 1).forEach((two, b) => {
        const [dx, dy] = [two.x - one.x || 0.01 * (b + 1), two.y - one.y || 0.01];
        const far = Math.hypot(dx, dy);
        const lack = one.r + two.r + 4 - far;
        if (lack <= 0.1) return;
        moved = true;
        one.x -= (dx / far) * lack * 0.5;
        one.y -= (dy / far) * lack * 0.5;
        two.x += (dx / far) * lack * 0.5;
        two.y += (dy / far) * lack * 0.5;
      }),
    );
    for (const dot of dots) {
      dot.x = Math.min(Math.max(dot.x, dot.r + 2), width - dot.r - 2);
      dot.y = Math.min(Math.max(dot.y, dot.r + 2), height - dot.r - 2);
    }
    if (!moved) break;
  }
  return dots;
}

/** Beside each dot the first place where its name meets no other dot and no other name. */
function placeLabels(dots: readonly Dot[], width: number): (SpotLabel | null)[] {
  const taken = dots.map(({ x, y, r }) => ({ left: x - r - 2, right: x + r + 2, top: y - r - 2, bottom: y + r + 2 }));
  return dots.map(({ x, y, r, text }) => {
    const wide = text.length * 6.6;
    const tries: SpotLabel[] = [
      { dx: 0, dy: r + 15, anchor: 'middle' },
      { dx: 0, dy: -r - 6, anchor: 'middle' },
      { dx: r + 6, dy: 4, anchor: 'start' },
      { dx: -r - 6, dy: 4, anchor: 'end' },
    ];
    for (const one of tries) {
      const left = x + one.dx - (one.anchor === 'start' ? 0 : one.anchor === 'end' ? wide : wide / 2);
      const box = { left, right: left + wide, top: y + one.dy - 11, bottom: y + one.dy + 3 };
      const meets = taken.some(
        (other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom,
      );
      if (meets || box.left < 2 || box.right > width - 2) continue;
      taken.push(box);
      return one;
    }
    return null;
  });
}
