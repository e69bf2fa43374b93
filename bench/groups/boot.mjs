import { compare, inTurn } from '../numbers.mjs';
import { stop } from '../processes.mjs';

/** From the start of the process to its first 200, against a Nest application with one route. */
export async function measure(stage, { rounds }) {
  const boot = (launch) => async () => {
    const { child, bootMs } = await launch();
    await stop(child);
    return bootMs;
  };
  const contenders = { bare: boot(stage.startBareNest), api: boot(stage.startApi) };
  // The first time, files come from the disk.
  await inTurn(1, contenders);
  const { bare, api } = await inTurn(rounds, contenders);
  return [
    {
      what: 'boot to the first 200',
      unit: 'ms',
      against: 'bare Nest',
      ...compare(api, bare),
      target: { of: 'ratio', most: 1.5 },
    },
  ];
}
