// Lengths and areas on the ground, from degrees (WGS 84 taken as a sphere of the mean radius: off by half a per cent at most).

import { RADIUS, kilometres, type Position } from "../map/near.ts";

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Kilometres along a line. */
export const length = (line: Position[]): number => line.slice(1).reduce((sum, point, at) => sum + kilometres(line[at]!, point), 0);

/** Square kilometres within a ring that closes itself (Chamberlain and Duquette 2007, "Some Algorithms for Polygons on a Sphere"). */
export function area(ring: Position[]): number {
  let sum = 0;
  ring.forEach(([lon, lat], at) => {
    const [nextLon, nextLat] = ring[(at + 1) % ring.length]!;
    sum += radians(nextLon - lon) * (2 + Math.sin(radians(lat)) + Math.sin(radians(nextLat)));
  });
  return Math.abs((sum * RADIUS * RADIUS) / 2);
}

/** In the unit that suits: "850 m", "12,4 km", "3,2 ha", "14 km²". */
export function lengthText(km: number, number: (value: number) => string): string {
  return km < 1 ? `${number(Math.round(km * 1000))} m` : `${number(Number(km.toPrecision(4)))} km`;
}

export function areaText(km2: number, number: (value: number) => string): string {
  return km2 < 1 ? `${number(Number((km2 * 100).toPrecision(3)))} ha` : `${number(Number(km2.toPrecision(4)))} km²`;
}
