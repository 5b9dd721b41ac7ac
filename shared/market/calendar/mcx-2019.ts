/**
 * MCX 2019. Sources:
 * - Commodity: jaanoaurseekho.com, goldsilverreports.com. Election days: not found. Muhurat Sunday: ndtv.com
 *   2019-10-27.
 */
export const MCX_2019 = `
date   commodity    occasion
01-01  morning      New Year
03-04  evening      Mahashivratri
03-21  evening      Holi
04-17  evening      Mahavir Jayanti
04-19  closed       Good Friday
04-29  unknown      General election
05-01  evening      Maharashtra Day
06-05  evening      Id-Ul-Fitr
08-12  evening      Bakri Id
08-15  closed       Independence Day
09-02  evening      Ganesh Chaturthi
09-10  evening      Muharram
10-02  closed       Mahatma Gandhi Jayanti
10-08  evening      Dussehra
10-21  unknown      Maharashtra Assembly election
10-27  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Sunday)
10-28  evening      Diwali Balipratipada
11-12  evening      Guru Nanak Jayanti
12-25  closed       Christmas
`;
