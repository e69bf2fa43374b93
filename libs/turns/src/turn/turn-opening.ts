import { Injectable } from '@nestjs/common';
import { ModelClient } from '@app/llm';
import type { TurnFrame } from '@app/protocol';
import { randomUUID } from 'node:crypto';
import { TurnAdmission } from './turn-admission.js';
import type { Turn } from './turn.entity.js';
import { TurnStore } from './turn.store.js';

/** Makes a turn out of a message: paid for and stored, both or neither. */
@Injectable()
export class TurnOpening {
  constructor(
    private readonly admission: TurnAdmission,
    private readonly store: TurnStore,
    private readonly model: ModelClient,
  ) {}

  async open(frame: TurnFrame, userId: string): Promise<Turn> {
    const allowance = await this.admission.admit(userId, frame);
    const { id, conversationId, text } = frame;
    const attemptId = randomUUID();
    const model = this.model.find(frame.model)!.providerModel;
    return this.store.begin({ id, conversationId, text, userId, attemptId, model }, (transaction) =>
      this.admission.pay(allowance, attemptId, transaction),
    );
  }
}
