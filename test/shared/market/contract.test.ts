import { describe, expect, it } from 'vitest';
import { contractKey, contractQuotes, isExpired, isSameContract } from '../../../shared/market/contract.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';

const TOKEN = 12_345;

describe('two names of one token', () => {
  it.each([
    ['an unknown name and any', undefined, 'NFO:NIFTY26AUGFUT', true],
    ['the same name', 'NFO:NIFTY26AUGFUT', 'NFO:NIFTY26AUGFUT', true],
    ['a later month', 'NFO:NIFTY26AUGFUT', 'NFO:NIFTY26SEPFUT', false],
    ['another strike', 'NFO:NIFTY26AUG24000CE', 'NFO:NIFTY26AUG24100CE', false],
    ['another weekly expiry', 'NFO:NIFTY2681124000CE', 'NFO:NIFTY2681824000CE', false],
    ['an option of the other side', 'NFO:NIFTY26AUG24000CE', 'NFO:NIFTY26AUG24000PE', false],
    ['the same contract on another exchange', 'NFO:NIFTY26AUGFUT', 'BFO:NIFTY26AUGFUT', false],
    ['a future under the new name of its company', 'NFO:ZOMATO25APRFUT', 'NFO:ETERNAL25APRFUT', true],
    ['an option under the new name of its company', 'NFO:360ONE25APR900CE', 'NFO:IIFL25APR900CE', true],
    ['a share under the new name of its company', 'NSE:ZOMATO', 'NSE:ETERNAL', true],
    ['contracts without an expiry in their names', 'MCX:OLD', 'MCX:NEW', false],
  ])('%s: %s and %s are one contract: %s', (_, one, other, same) => {
    expect(isSameContract(one, other)).toBe(same);
    expect(isSameContract(other, one)).toBe(same);
  });
});

describe('the key of a position', () => {
  const [august, september] = ['NFO:NIFTY26AUGFUT', 'NFO:NIFTY26SEPFUT'];
  const keyIn = (held: Readonly<Record<string, string | undefined>>, contract: string | undefined) =>
    contractKey(
      new Map(Object.entries(held).map(([key, name]) => [key, { contract: name }])),
      's',
      TOKEN,
      contract,
    );

  it('is plain for the first contract of a token, and while a contract is unknown', () => {
    expect(keyIn({}, august)).toBe('s:12345');
    expect(keyIn({ 's:12345': august }, august)).toBe('s:12345');
    expect(keyIn({ 's:12345': undefined }, august)).toBe('s:12345');
    expect(keyIn({ 's:12345': august }, undefined)).toBe('s:12345');
  });

  it('names the contract when the plain key is of another one', () => {
    expect(keyIn({ 's:12345': august }, september)).toBe('s:12345:NFO:NIFTY26SEPFUT');
  });

  it('stays the same when the plain key becomes free', () => {
    expect(keyIn({ 's:12345:NFO:NIFTY26SEPFUT': september }, september)).toBe('s:12345:NFO:NIFTY26SEPFUT');
  });
});

describe('prices with their contracts', () => {
  const OPTION: Instrument = {
    ...{ instrument_token: TOKEN, tradingsymbol: 'NIFTY26AUG24000CE', exchange: 'NFO' },
    ...{ segment: 'NFO-OPT', tick_size: 0.05, lot_size: 65, expiry: '2026-08-25' },
  };
  const close = Date.parse('2026-08-25T15:40:00+05:30');
  const nextDay = Date.parse('2026-08-26T00:00:00+05:30');

  it('name the contract until the end of its expiry day', () => {
    const quotes = contractQuotes(new Map([[TOKEN, { price: 5, at: close }]]), new Map([[TOKEN, OPTION]]));

    expect(quotes.get(TOKEN)).toEqual({ price: 5, at: close, contract: 'NFO:NIFTY26AUG24000CE' });
    expect(isExpired(OPTION, nextDay - 1)).toBe(false);
  });

  it('leave out a price after the expiry, which is of a later contract', () => {
    const quotes = contractQuotes(
      new Map([[TOKEN, { price: 900, at: nextDay }]]),
      new Map([[TOKEN, OPTION]]),
    );

    expect(quotes.size).toBe(0);
  });

  it('name no contract where the instrument is not known', () => {
    const quotes = contractQuotes(new Map([[TOKEN, { price: 5, at: close }]]), new Map());

    expect(quotes.get(TOKEN)).toEqual({ price: 5, at: close });
  });
});
