/** The name of a unit where a column says what it is: without “Chi bộ bản”, “Đảng bộ xã” and the like. */
export function shortUnit(name: string): string {
  const short =
    name.replace(/^Chi bộ (bản |thôn )?|^Đảng (bộ|uỷ|ủy) (xã |phường |thị trấn |huyện |tỉnh )?/u, '') || name;
  return short.charAt(0).toLocaleUpperCase('vi') + short.slice(1);
}
