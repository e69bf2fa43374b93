import { Ring } from './ring.js';

const all = () => true;

describe('a ring', () => {
  it('keeps what came in its order', () => {
    const ring = new Ring<number>(3);
    expect(ring.filter(all)).toEqual([]);
    ring.push(1);
    ring.push(2);
    expect(ring.filter(all)).toEqual([1, 2]);
  });

  it('lets the oldest go once it is full, and never holds more', () => {
    const ring = new Ring<number>(3);
    for (let item = 1; item <= 1000; item++) ring.push(item);
    expect(ring.filter(all)).toEqual([998, 999, 1000]);
    expect(ring.filter((item) => item > 998)).toEqual([999, 1000]);
  });
});
