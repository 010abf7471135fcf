/** Words as people type them: lower case, no marks, đ as d. NFD does not take đ apart. */
export const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");

/** The words that somebody typed, folded. None holds a blank. */
export const wordsOf = (query: string): string[] => fold(query).split(/\s+/).filter(Boolean);
