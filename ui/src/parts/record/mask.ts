// Personal data as lists show it: enough to recognise, not enough to misuse.
// The record itself shows everything.

/** 13912345678 → 139****5678; a landline keeps its last four digits. */
export function maskPhone(phone: string): string {
  return phone.replace(/\d[\d-]{5,}\d/g, (number) => {
    const head = /^1\d{10}$/.test(number) ? number.slice(0, 3) : "";
    return `${head}****${number.slice(-4)}`;
  });
}

/** 三溪村3组 → 三溪村**: as far as the village, and not whose door. The search box says the same. */
export function maskPlace(place: string): string {
  const ends = ["村", "社区", "居委会"].flatMap((end) => (place.includes(end) ? [place.indexOf(end) + end.length] : []));
  if (place === "") return "";
  const end = ends.length > 0 ? Math.min(...ends) : 0;
  return end === place.length ? place : `${place.slice(0, end)}**`;
}

/** The voter's name in a list: 匿名 when the voter asked for it. */
export function maskName(name: string, confidential: boolean): string {
  return confidential && name !== "" ? "匿名" : name;
}
