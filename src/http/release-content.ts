// Streamed content that will not be sent: whoever produces it must hear of it, or it stays open.
import type { ResponseContent } from './http-response.js';

/** Cancels, destroys or finishes streamed content without reading it; text and bytes need nothing. Never throws or rejects. */
export function releaseContent(content: ResponseContent): void {
  if (content === null || typeof content === 'string' || content instanceof Uint8Array) return;
  const stream = content as { cancel?(): unknown; destroy?(): unknown; [Symbol.asyncIterator](): AsyncIterator<unknown> };
  try {
    const done: unknown = stream.cancel ? stream.cancel() : stream.destroy ? stream.destroy() : stream[Symbol.asyncIterator]().return?.();
    if (done instanceof Promise) done.catch(() => {});
  } catch {
    // It is gone already.
  }
}
