/**
 * MCX 2024. Sources:
 * - Commodity: indmoney.com, stockgro.club. 01-01, 01-22 and 11-20: as in the years around it; one source. MCX
 *   02-13: indiatvnews.com 2025-10-28.
 */
export const MCX_2024 = `
date   commodity    occasion
01-01  morning      New Year
01-22  evening      Ayodhya Ram Mandir consecration
01-26  closed       Republic Day
02-13  13:00-23:55  Opened late: new trading platform
03-08  evening      Mahashivratri
03-25  evening      Holi
03-29  closed       Good Friday
04-11  evening      Id-Ul-Fitr
04-17  evening      Ram Navami
05-01  evening      Maharashtra Day
05-20  evening      General election
06-17  evening      Bakri Id
07-17  evening      Muharram
08-15  closed       Independence Day
10-02  closed       Mahatma Gandhi Jayanti
11-01  18:00-19:00  Muhurat (Diwali Laxmi Pujan)
11-15  evening      Guru Nanak Jayanti
11-20  evening      Maharashtra Assembly election
12-25  closed       Christmas
`;
