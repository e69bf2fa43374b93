import { FEATURES } from '@app/protocol';
import { OpenEntitlements, OpenQuotas } from './open-plans.js';

describe('A tier that sells nothing', () => {
  it('lets everybody use every feature', async () => {
    const entitlements = new OpenEntitlements();
    expect((await entitlements.of()).features).toEqual(FEATURES);
    expect([...(await entitlements.ofMany(['a', 'b'])).keys()]).toEqual(['a', 'b']);
    await expect(entitlements.require()).resolves.toBeUndefined();
  });

  it('counts nothing', async () => {
    const quotas = new OpenQuotas();
    for (let each = 0; each < 1000; each++) await quotas.take();
    await quotas.reserve();
    expect((await quotas.allowanceOf()).limits).toEqual([]);
    expect(await quotas.of()).toEqual({});
  });
});
