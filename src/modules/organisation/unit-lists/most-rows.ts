/** What one list of units may hold; a longer one is sent in parts. */
export const MOST_ROWS = 3000;
