/**
 * Days on which kernel lines were released: those of their tags, as endoflife.date has collected them (its
 * repositories endoflife.date, products/linux-kernel.md, and release-data, releases/linux-kernel.json, of
 * 2026-07). Of 6.6 it has the day after; the day here is that of kernel.org's list of longterm kernels. A
 * line that is missing here is one whose day was not looked up: it is shown without a date, never with a
 * guessed one.
 */
export const releaseDates: Readonly<Record<string, string>> = {
  '5.13': '2021-06-27',
  '5.14': '2021-08-29',
  '5.15': '2021-10-31',
  '5.16': '2022-01-09',
  '5.17': '2022-03-20',
  '5.18': '2022-05-22',
  '5.19': '2022-07-31',
  '6.0': '2022-10-02',
  '6.1': '2022-12-11',
  '6.2': '2023-02-19',
  '6.3': '2023-04-23',
  '6.4': '2023-06-25',
  '6.5': '2023-08-27',
  '6.6': '2023-10-29',
  '6.7': '2024-01-07',
  '6.8': '2024-03-10',
  '6.9': '2024-05-12',
  '6.10': '2024-07-14',
  '6.11': '2024-09-15',
  '6.12': '2024-11-17',
  '6.13': '2025-01-19',
  '6.14': '2025-03-24',
  '6.15': '2025-05-25',
  '6.16': '2025-07-27',
  '6.17': '2025-09-28',
  '6.18': '2025-11-30',
  '6.19': '2026-02-08',
  '7.0': '2026-04-12',
  '7.1': '2026-06-14',
};
