import { Controller, Get } from '@nestjs/common';
import { CurrentActor, type Actor } from '@app/auth';
import { Entitlements } from '@app/billing';
import { ModelClient } from '@app/llm';
import type { Feature, ModelView } from '@app/protocol';

/** The models that somebody may choose from, and what each takes. */
@Controller('models')
export class ModelsController {
  constructor(
    private readonly models: ModelClient,
    private readonly entitlements: Entitlements,
  ) {}

  /** In the order of the configuration. It only shows: a turn is checked anew, whatever was shown. */
  @Get()
  async list(@CurrentActor() { id }: Actor): Promise<{ models: ModelView[] }> {
    const { features } = await this.entitlements.knownOf(id);
    const models = this.models.models().map(({ name, label, feature: needed }) => {
      // TurnsConfig has seen to it that the settings name features that exist.
      const feature = (needed as Feature | undefined) ?? null;
      return { name, label, feature, available: feature === null || features.includes(feature) };
    });
    return { models };
  }
}
