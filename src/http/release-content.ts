// Streamed content that will not be sent: whoever produces it must hear of it, or it stays open.
import type { StreamContent } from './collect-body.js';
import { openSource } from './source-reader.js';

/** Cancels, destroys or finishes streamed content without reading it; text and bytes need nothing. Never throws or rejects. */
export function releaseContent(content: string | Uint8Array | StreamContent | null): void {
  if (content === null || typeof content === 'string' || content instanceof Uint8Array) return;
  try {
    openSource(content).release();
  } catch {
    // Somebody is reading it, and will end it.
  }
}
