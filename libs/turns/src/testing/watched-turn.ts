import type { SignedInUser } from '@app/auth/testing';
import type { Exchange } from '@app/llm/testing';
import type { DoneFrame, ErrorFrame, TurnStatus } from '@app/protocol';
import { randomUUID } from 'node:crypto';
import { TURN_OUTCOMES, type TurnOutcome } from '../turns.metrics.js';
import type { TestSocket } from './test-socket.js';
import type { TurnsApp } from './turns-app.js';

/** What is known of a turn from all sides once it is over. */
export interface WatchedTurn {
  id: string;
  end: DoneFrame | ErrorFrame;
  /** What arrived, put together. */
  text: string;
  row: {
    status: TurnStatus;
    error_code: string | null;
    answer: string;
    input_tokens: number | null;
    output_tokens: number | null;
  };
  /** By how much the quota has grown. */
  spent: number;
  /** The outcomes that were counted. */
  outcomes: TurnOutcome[];
  /** The calls that reached the model. Every one of them is closed. */
  calls: Exchange[];
}

/** Sends one turn while nobody else does, and looks at everything that it leaves behind. */
export async function watchTurn(
  app: TurnsApp,
  user: SignedInUser,
  socket: TestSocket,
  more: object = {},
): Promise<WatchedTurn> {
  const [spentBefore, countsBefore] = [await app.turnsUsed(user), await outcomeCounts(app)];
  const callsBefore = app.model.exchanges.length;
  const id = randomUUID();
  socket.send({ type: 'turn', id, text: 'Hi', ...more });
  const end = await endOf(socket, id);
  await app.metricBecomes('turnpike_turns_in_progress', 0);
  const calls = app.model.exchanges.slice(callsBefore);
  await Promise.all(calls.map(({ closed }) => closed));
  const counts = await outcomeCounts(app);
  const outcomes = TURN_OUTCOMES.flatMap((outcome, index) =>
    Array<TurnOutcome>(counts[index]! - countsBefore[index]!).fill(outcome),
  );
  return {
    id,
    end,
    text: textOf(socket, id),
    row: (await app.sql.query<WatchedTurn['row'][]>('SELECT * FROM turns WHERE id = $1', [id]))[0]!,
    spent: (await app.turnsUsed(user)) - spentBefore,
    outcomes,
    calls,
  };
}

/** The frame with which a turn ends. */
export const endOf = (socket: TestSocket, id: string): Promise<DoneFrame | ErrorFrame> =>
  Promise.race([socket.next('done', id), socket.next('error', id)]);

/** What has arrived of an answer. Throws when a delta is missing, doubled or out of order. */
export function textOf(socket: TestSocket, id: string): string {
  const deltas = socket.deltas(id);
  const wrong = deltas.findIndex(([seq], index) => seq !== index);
  if (wrong >= 0) throw new Error(`Delta ${deltas[wrong]![0]} came in place ${wrong}`);
  return deltas.map(([, text]) => text).join('');
}

async function outcomeCounts(app: TurnsApp): Promise<number[]> {
  const { body } = await app.nest.inject({ method: 'GET', url: '/metrics' });
  return TURN_OUTCOMES.map((outcome) =>
    Number(
      new RegExp(`^turnpike_turn_duration_seconds_count\\{outcome="${outcome}"\\} (\\d+)$`, 'm').exec(body)?.[1] ?? 0,
    ),
  );
}
