// Features -> KML, for Google Earth and phones' map programs.

import type { Feature, Position } from "geojson";

const escape = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
const line = (points: Position[]) => `<coordinates>${points.map((point) => point.slice(0, 2).join(",")).join(" ")}</coordinates>`;
const ring = (points: Position[]) => `<LinearRing>${line(points)}</LinearRing>`;
const polygon = ([outer, ...holes]: Position[][]) =>
  `<Polygon><outerBoundaryIs>${ring(outer!)}</outerBoundaryIs>${holes.map((hole) => `<innerBoundaryIs>${ring(hole)}</innerBoundaryIs>`).join("")}</Polygon>`;

function shape(geometry: Feature["geometry"]): string {
  switch (geometry.type) {
    case "Point":
      return `<Point>${line([geometry.coordinates])}</Point>`;
    case "LineString":
      return `<LineString>${line(geometry.coordinates)}</LineString>`;
    case "Polygon":
      return polygon(geometry.coordinates);
    case "GeometryCollection":
      return many(geometry.geometries.map(shape));
    case "MultiPoint":
      return many(geometry.coordinates.map((point) => `<Point>${line([point])}</Point>`));
    case "MultiLineString":
      return many(geometry.coordinates.map((points) => `<LineString>${line(points)}</LineString>`));
    case "MultiPolygon":
      return many(geometry.coordinates.map(polygon));
  }
}

const many = (shapes: string[]) => `<MultiGeometry>${shapes.join("")}</MultiGeometry>`;

export function asKml(features: Feature[]): string {
  const marks = features.map(({ properties, geometry }) => `<Placemark><name>${escape(String(properties?.name ?? ""))}</name>${shape(geometry)}</Placemark>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${marks.join("")}</Document></kml>\n`;
}
