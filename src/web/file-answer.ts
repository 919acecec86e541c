import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { FileAnswer } from '#wire/routes.ts';

/** Answers bytes as a download, never as a page of ours. */
export function sendFile(
  reply: FastifyReply,
  { fileName, mediaType, bytes }: FileAnswer,
): FastifyReply {
  reply
    .header(
      'content-type',
      /^[\w.+/-]+(?:; ?[\w=-]+)?$/u.test(mediaType) ? mediaType : 'application/octet-stream',
    )
    .header('content-disposition', dispositionOf(fileName))
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
  return reply.send(Readable.from(bytes, { objectMode: false }));
}

/** RFC 6266 §4.3: a plain name for old readers, the whole one in UTF-8. */
function dispositionOf(fileName: string): string {
  const name = fileName
    .replaceAll(/[\p{C}/\\]/gu, '_')
    .slice(0, 200)
    .toWellFormed();
  const plain = name.replaceAll(/[^\w.-]/gu, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/gu,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
