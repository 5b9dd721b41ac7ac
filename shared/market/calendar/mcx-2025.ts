/**
 * MCX 2025. Sources:
 * - Commodity: rupeezy.in. Budget Saturday: livemint.com 2025-01-29. Muhurat: lokmattimes.com 2025-10-21. MCX
 *   07-23 and 10-28: news.az, fortuneindia.com.
 */
export const MCX_2025 = `
date   commodity    occasion
01-01  morning      New Year
02-01  09:00-17:00  Union Budget (Saturday)
02-26  evening      Mahashivratri
03-14  evening      Holi
03-31  evening      Id-Ul-Fitr
04-10  evening      Mahavir Jayanti
04-14  evening      Dr. Babasaheb Ambedkar Jayanti
04-18  closed       Good Friday
05-01  evening      Maharashtra Day
07-23  10:15-23:30  Opened late: technical fault
08-15  closed       Independence Day
08-27  evening      Ganesh Chaturthi
10-02  closed       Mahatma Gandhi Jayanti, Dussehra
10-21  13:45-14:45  Muhurat (Diwali Laxmi Pujan)
10-22  evening      Diwali Balipratipada
10-28  13:25-23:30  Opened late: technical fault
11-05  evening      Guru Nanak Jayanti
12-25  closed       Christmas
`;
