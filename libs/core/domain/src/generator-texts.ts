/** Whether the texts are what they say, or may be templates that are rendered first. */
export type Texts = 'final' | 'templates';
