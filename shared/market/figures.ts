const RUPEES = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const EXACT = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 4, maximumFractionDigits: 4 });
const COUNT = new Intl.NumberFormat('en-IN');

/** `1,23,456.78`: an amount as India writes it, in lakhs and with paise. */
export const figure = (amount: number): string => RUPEES.format(amount);

/** `-₹1,23,456.78` */
export const rupees = (amount: number): string =>
  `${amount < 0 ? '-' : ''}₹${RUPEES.format(Math.abs(amount))}`;

/** `-₹1,23,456.7800`: to the ten-thousandth that amounts are kept in, so that what is written adds up. */
export const exactRupees = (amount: number): string =>
  `${amount < 0 ? '-' : ''}₹${EXACT.format(Math.abs(amount))}`;

/** `12,34,567`: a whole number. */
export const count = (number: number): string => COUNT.format(Math.round(number));
