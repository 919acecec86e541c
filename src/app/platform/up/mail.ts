import { createTransport } from 'nodemailer';
import { CaissonError } from '#kit/error.ts';
import type { Config } from '../config/read-config.ts';
import type { ReportParts } from '../operations/report.ts';

const mailMs = 30_000;

/** Sends scheduled reports, where a mail server is set up. */
export function mailOf(config: Config): Pick<ReportParts, 'mail'> {
  const server = config.text('mail.server');
  if (server === '') return {};
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol))
    throw new CaissonError('usage.invalid-config', 'mail.server is no smtp:// address');
  const user = decodeURIComponent(url.username);
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    secure: url.protocol === 'smtps:',
    connectionTimeout: mailMs,
    socketTimeout: mailMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user !== '' && { auth: { user, pass: config.text('mail.password') } }),
  });
  return {
    async mail({ id, to, subject, text, file }) {
      try {
        await transport.sendMail({
          from: config.text('mail.from') || 'caisson@localhost',
          to: [...to],
          subject,
          text,
          messageId: `<report-${id}@caisson>`,
          attachments: [
            {
              filename: file.fileName,
              content: Buffer.from(file.body),
              contentType: file.mediaType,
            },
          ],
        });
      } catch (cause) {
        throw new CaissonError('access.unreachable', 'the mail server did not take the report', {
          cause,
        });
      }
    },
  };
}
