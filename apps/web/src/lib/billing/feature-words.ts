const FEATURES: Record<string, { name: string; about: string }> = {
  turns: { name: 'Chat', about: 'Ask questions and read streamed answers.' },
  long_turns: { name: 'Long messages', about: 'Send whole documents in one message.' },
  premium_models: { name: 'Premium model', about: 'Choose the stronger model for a question.' },
};

/** A feature's name and one sentence about it; unknown ones are shown by their own name. */
export function describeFeature(feature: string): { name: string; about: string } {
  const words = feature.replaceAll('_', ' ');
  return FEATURES[feature] ?? { name: words.charAt(0).toUpperCase() + words.slice(1), about: '' };
}
