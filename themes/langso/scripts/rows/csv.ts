/** The rows of a table as the portal writes them: commas, quotes where a cell needs them, doubled quotes within (RFC 4180). */
export function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      for (at += 1; at < text.length; at += 1) {
        const end = text.indexOf('"', at);
        cell += text.slice(at, end < 0 ? text.length : end);
        at = end < 0 ? text.length : end + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
    } else {
      const start = at;
      while (at < text.length && !",\r\n".includes(text[at]!)) at += 1;
      cell = text.slice(start, at);
    }
    row.push(cell);
    if (text[at] === ",") {
      at += 1;
      // A comma at the end of a line stands before an empty cell.
      if (at >= text.length || "\r\n".includes(text[at]!)) row.push("");
      else continue;
    }
    while (text[at] === "\r" || text[at] === "\n") at += 1;
    rows.push(row);
    row = [];
  }
  return rows;
}
