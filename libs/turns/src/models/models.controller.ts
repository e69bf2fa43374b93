import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '@app/auth';
import { Entitlements } from '@app/billing';
import { ModelClient } from '@app/llm';
import { ModelsView, type Feature } from '@app/protocol';
import { TurnsConfig } from '../turns.config.js';

/** The models that somebody may choose from, and what each takes. */
@ApiTags('Turns')
@Controller('models')
export class ModelsController {
  constructor(
    private readonly models: ModelClient,
    private readonly entitlements: Entitlements,
    private readonly config: TurnsConfig,
  ) {}

  /** In the order of the configuration. It only shows: a turn is checked anew, whatever was shown. */
  @ApiOperation({
    operationId: 'listModels',
    summary: 'The models that somebody may choose from, and how long a message may be',
  })
  @ApiOkResponse({ standardSchema: ModelsView })
  @ApiServiceUnavailableResponse({ description: '`billing_unavailable`' })
  @Get()
  async list(@CurrentActor() { id }: Actor): Promise<ModelsView> {
    const { features } = await this.entitlements.knownOf(id);
    const models = this.models.models().map(({ name, label, feature: needed }) => {
      // TurnsConfig has seen to it that the settings name features that exist.
      const feature = (needed as Feature | undefined) ?? null;
      return { name, label, feature, available: feature === null || features.includes(feature) };
    });
    const { max_turn_chars, max_long_turn_chars } = this.config.guardrails;
    return { models, message: { characters: max_turn_chars, longCharacters: max_long_turn_chars } };
  }
}
