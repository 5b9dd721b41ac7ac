/** NSE 2023. */
export const NSE_2023 = `
date   equity       currency     commodity    occasion
01-26  closed       closed       closed       Republic Day
03-07  closed       closed       evening      Holi
03-22  open         closed       open         Gudi Padwa
03-30  closed       closed       evening      Ram Navami
04-04  closed       closed       evening      Mahavir Jayanti
04-07  closed       closed       closed       Good Friday
04-14  closed       closed       evening      Dr. Babasaheb Ambedkar Jayanti
05-01  closed       closed       evening      Maharashtra Day
05-05  open         closed       open         Buddha Pournima
06-29  closed       closed       evening      Bakri Id
08-15  closed       closed       closed       Independence Day
08-16  open         closed       open         Parsi New Year
09-19  closed       closed       evening      Ganesh Chaturthi
09-28  open         closed       open         Id-E-Milad
10-02  closed       closed       closed       Mahatma Gandhi Jayanti
10-24  closed       closed       evening      Dussehra
11-12  18:15-19:15  18:15-19:15  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Sunday)
11-14  closed       closed       evening      Diwali Balipratipada
11-27  closed       closed       evening      Guru Nanak Jayanti
12-25  closed       closed       closed       Christmas
`;
