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
    ['http://api.example.com', 'not this machine'],
    ['http://127.0.0.1.example.com', 'not this machine'],
    ['http://127.example.com', 'not this machine'],
    ['http://10.0.0.1', 'not this machine'],
    ['http://0.0.0.0:3000', 'not this machine'],
    ['http://[::2]', 'not this machine'],
    ['https://user:secret@api.example.com', 'must not have a user'],
    ['https://api.example.com?stage=dev', 'ends before'],
    ['ftp://127.0.0.1', 'begins with https://'],
    ['127.0.0.1:3000', 'is no address'],
    ['', 'is no address'],
  ])('refuses %s', (text, told) => {
    expect(() => apiAddress(text)).toThrow(told);
  });
});
