import PostalMime, { type Address } from 'postal-mime';

/** A mail as it came in: who it was really for, which its header need not say, and its source. */
export interface ReceivedMail {
  id: string;
  receivedAt: string;
  to: string[];
  source: Buffer;
}

/** A mail that can be read. */
export interface Message extends ReceivedMail {
  from: string;
  subject: string;
  text: string;
  html: string;
  attachments: string[];
}

/** Reads a mail's source. What cannot be read as a mail is shown as the text it is. */
export async function readMessage(mail: ReceivedMail): Promise<Message> {
  try {
    const email = await PostalMime.parse(mail.source);
    return {
      ...mail,
      from: email.from ? inWords(email.from) : '',
      subject: email.subject ?? '',
      text: email.text ?? '',
      html: email.html ?? '',
      attachments: email.attachments.map(({ filename, mimeType }) => filename || mimeType),
    };
  } catch {
    return { ...mail, from: '', subject: '', text: mail.source.toString(), html: '', attachments: [] };
  }
}

const inWords = ({ name, address }: Address) => (name && address ? `${name} <${address}>` : address || name);
