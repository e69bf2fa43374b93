import { CLOSE } from '@app/protocol';
import type { DisconnectReason } from '../turns.metrics.js';

const NO_CODE = 1005;
const GOING_AWAY = 1001;
/** From here on codes belong to applications: their clients say goodbye as they like. */
const PRIVATE = 3000;
const TOO_BIG = new Set(['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH']);

/** Why a socket ended that the other side closed with this code. */
export function reasonOfCode(code: number): DisconnectReason {
  if (code === GOING_AWAY) return 'going_away';
  return code === CLOSE.normal || code === NO_CODE || code >= PRIVATE ? 'normal' : 'abnormal';
}

/** Why a socket ends after this error of `ws`, which closes it by itself when the protocol is broken. */
export function reasonOfError({ code }: Error & { code?: string }): DisconnectReason {
  if (code && TOO_BIG.has(code)) return 'too_big';
  return code?.startsWith('WS_ERR_') ? 'policy' : 'abnormal';
}
