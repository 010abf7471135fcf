// How far things are from the visitor. The position is asked for, used here, and sent nowhere.

/** Degrees. */
export type Position = [lon: number, lat: number];

/** The earth's mean radius (IUGG), in kilometres. */
export const RADIUS = 6371.0088;

/** Along the great circle, by the haversine formula: a sphere is off by at most half a per cent, which a reader of "12 km" bears. */
export function kilometres([fromLon, fromLat]: Position, [toLon, toLat]: Position): number {
  const radians = Math.PI / 180;
  const [dLat, dLon] = [(toLat - fromLat) * radians, (toLon - fromLon) * radians];
  const half = Math.sin(dLat / 2) ** 2 + Math.cos(fromLat * radians) * Math.cos(toLat * radians) * Math.sin(dLon / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.sqrt(half));
}

/** Rejects when the visitor or the device says no. */
export function whereAmI(): Promise<Position> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) return void reject(new Error("no geolocation"));
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve([coords.longitude, coords.latitude]), reject, { timeout: 15_000, maximumAge: 60_000 });
  });
}
