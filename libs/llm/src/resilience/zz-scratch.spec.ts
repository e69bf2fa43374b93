import { Logger } from '@nestjs/common';
import { testConfig } from '@app/platform/testing';
import { LlmConfig } from '../llm.config.js';
import { OpenAiChat } from '../protocols/openai-chat.js';
import { cuts, PretendModel } from '../testing/index.js';
it('x', async () => {
  Logger.overrideLogger(false);
  const seen: Record<string, number> = {};
  for (let r = 0; r < 60; r++) {
    const model = await PretendModel.start();
    model.always(r % 2 ? cuts() : (e) => { cuts()(e); const end = Date.now() + (r % 7); while (Date.now() < end); });
    const protocol = new OpenAiChat(testConfig([LlmConfig], { llm: model.settings() }).get(LlmConfig));
    for (let n = 0; n < 40; n++) {
      try { for await (const _ of protocol.stream({ model: 'small', messages: [{ role: 'user', content: 'Hi' }], signal: new AbortController().signal })); }
      catch (e: any) { const k = e.failure + ' ' + e.cause?.constructor?.name + ' ' + e.cause?.code + ' ' + e.cause?.message; seen[k] = (seen[k] ?? 0) + 1; }
    }
    protocol.onModuleDestroy();
    await model.close();
  }
  console.log(seen);
}, 120000);
