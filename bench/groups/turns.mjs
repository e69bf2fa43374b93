import { echo } from '../turns/echo.mjs';
import { idle } from '../turns/idle.mjs';
import { makePeople } from '../turns/people.mjs';
import { relay } from '../turns/relay.mjs';

const PEOPLE = 2000;

/** The socket: turns that are relayed, sockets that are idle, frames that are echoed. Each against plain `ws`. */
export async function measure(stage, plan) {
  const people = await makePeople(stage, PEOPLE);
  const rows = [];
  for (const part of [relay, idle, echo]) rows.push(...(await part(stage, plan, people)));
  return rows;
}
