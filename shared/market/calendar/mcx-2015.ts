/**
 * MCX 2015. Sources:
 * - Commodity: tipsonshare.blogspot.com (list of MCX); one source, the hours of 11-11 too. 02-28: not found.
 */
export const MCX_2015 = `
date   commodity    occasion
01-01  morning      New Year
01-26  closed       Republic Day
02-17  evening      Mahashivratri
02-28  unknown      Union Budget (Saturday)
03-06  evening      Holi
04-02  evening      Mahavir Jayanti
04-03  closed       Good Friday
04-14  evening      Dr. Babasaheb Ambedkar Jayanti
05-01  evening      Maharashtra Day
05-04  evening      Buddha Pournima
09-17  evening      Ganesh Chaturthi
09-25  evening      Bakri Id
10-02  closed       Mahatma Gandhi Jayanti
10-22  evening      Dussehra
11-11  18:00-20:30  Muhurat (Diwali Laxmi Pujan)
11-12  evening      Diwali Balipratipada
11-25  evening      Guru Nanak Jayanti
12-24  evening      Id-E-Milad
12-25  closed       Christmas
`;
