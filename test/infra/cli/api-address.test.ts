import { describe, expect, it } from 'vitest';
import { apiAddress } from '../../../infra/cli/api-address.ts';

describe('apiAddress', () => {
  it.each([
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
    ['http://127.8.9.1', 'http://127.8.9.1'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['https://API.example.com/dev//', 'https://api.example.com/dev'],
  ])('takes %s', (text, address) => {
    expect(apiAddress(text)).toBe(address);
  });

  it.each([
    ['http://api.example.com', 'not a loopback address'],
    ['http://127.0.0.1.example.com', 'not a loopback address'],
    ['http://127.example.com', 'not a loopback address'],
    ['http://10.0.0.1', 'not a loopback address'],
    ['http://0.0.0.0:3000', 'not a loopback address'],
    ['http://[::2]', 'not a loopback address'],
    ['https://user:secret@api.example.com', 'must not contain a user'],
    ['https://api.example.com?stage=dev', 'must not contain "?"'],
    ['ftp://127.0.0.1', 'must start with https://'],
    ['127.0.0.1:3000', 'is not a URL'],
    ['', 'is not a URL'],
  ])('refuses %s', (text, told) => {
    expect(() => apiAddress(text)).toThrow(told);
  });
});
